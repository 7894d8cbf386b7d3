//! The same as StuckChild.java, on Tokio: one task blocks its worker, while 1,000 tasks sleep again and again and a
//! client talks to connections that were there before. Prints the 99th percentiles, in microseconds, of how late the
//! sleeps end and of how long the echoes take.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::runtime::Builder;

const SLEEPERS: u64 = 1_000;
const CONNECTIONS: usize = 16;
const SHORTEST_SLEEP_MS: u64 = 100;
const SLEEP_SPREAD_MS: u64 = 900;
const BETWEEN_ECHOES: Duration = Duration::from_millis(1);
const WARM_UP_MS: u64 = 3_000;

/// `block_ms`: for how long the poll blocks, 0 for not at all.
pub fn run(workers: u64, block_ms: u64, measure_ms: u64) {
    let rt = Builder::new_multi_thread().worker_threads(workers as usize).enable_all().build().unwrap();
    let measuring = Arc::new(AtomicBool::new(false));
    let late = Arc::new(Mutex::new(Vec::new()));
    for i in 0..SLEEPERS {
        let (measuring, late) = (measuring.clone(), late.clone());
        let length = Duration::from_millis(SHORTEST_SLEEP_MS + i * SLEEP_SPREAD_MS / SLEEPERS);
        rt.spawn(async move {
            loop {
                let due = Instant::now() + length;
                tokio::time::sleep(length).await;
                if measuring.load(Relaxed) {
                    late.lock().unwrap().push(due.elapsed());
                }
            }
        });
    }
    let listener = rt.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        let client = TcpStream::connect(address).unwrap();
        client.set_nodelay(true).unwrap();
        clients.push(client);
        let (mut stream, _) = rt.block_on(listener.accept()).unwrap();
        rt.spawn(async move {
            let mut buffer = [0; 16];
            loop {
                match stream.read(&mut buffer).await {
                    Ok(count) if count > 0 => stream.write_all(&buffer[..count]).await.unwrap(),
                    _ => return,
                }
            }
        });
    }
    echoes(&mut clients, WARM_UP_MS);
    if block_ms > 0 {
        rt.spawn(async move { thread::sleep(Duration::from_millis(block_ms)) });
    }
    measuring.store(true, Relaxed);
    let took = echoes(&mut clients, measure_ms);
    measuring.store(false, Relaxed);
    println!("timer_p99 {}", p99(std::mem::take(&mut late.lock().unwrap())));
    println!("echo_p99 {}", p99(took));
    std::process::exit(0); // without waiting for the poll that is stuck
}

/// One message after the other, to one connection after the other.
fn echoes(clients: &mut [TcpStream], millis: u64) -> Vec<Duration> {
    let mut took = Vec::new();
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_millis(millis) {
        let at = took.len() % clients.len();
        let client = &mut clients[at];
        let sent = Instant::now();
        client.write_all(&[7]).unwrap();
        client.read_exact(&mut [0]).unwrap();
        took.push(sent.elapsed());
        thread::sleep(BETWEEN_ECHOES);
    }
    took
}

/// In microseconds, at least 1.
fn p99(mut took: Vec<Duration>) -> u128 {
    took.sort();
    took[took.len() * 99 / 100].as_micros().max(1)
}
