//! Reads a file from begin to end, again and again, so many bytes at a time. Answers each line `warm MS` or `round MS`
//! on standard input with `cost NS`, the mean time of a read.

use std::io::{stdin, SeekFrom};
use std::time::{Duration, Instant};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::runtime::Builder;

const READS: u64 = 64;

pub fn run(path: &str, bytes: usize) {
    let rt = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut file = rt.block_on(File::open(path)).unwrap();
    let length = rt.block_on(file.metadata()).unwrap().len();
    let mut buffer = vec![0; bytes];
    let mut left = length;
    println!("open");
    for line in stdin().lines() {
        let line = line.unwrap();
        let time = Duration::from_millis(line.rsplit(' ').next().unwrap().parse().unwrap());
        let begin = Instant::now();
        let mut reads = 0;
        while begin.elapsed() < time {
            rt.block_on(async {
                for _ in 0..READS {
                    if left < bytes as u64 {
                        file.seek(SeekFrom::Start(0)).await.unwrap();
                        left = length;
                    }
                    file.read_exact(&mut buffer).await.unwrap();
                    left -= bytes as u64;
                }
            });
            reads += READS;
        }
        println!("cost {}", begin.elapsed().as_nanos() as f64 / reads as f64);
    }
}
