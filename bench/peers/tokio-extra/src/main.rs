//! What the benchmark measures on Tokio beyond the Tokio peer: `stuck WORKERS BLOCK_MS MEASURE_MS`, `read FILE BYTES`.

mod read;
mod stuck;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| args[at].parse::<u64>().expect("a number");
    match (args.first().map(String::as_str), args.len()) {
        (Some("stuck"), 4) => stuck::run(number(1), number(2), number(3)),
        (Some("read"), 3) => read::run(&args[1], number(2) as usize),
        _ => panic!("usage: tokio-extra stuck WORKERS BLOCK_MS MEASURE_MS | read FILE BYTES"),
    }
}
