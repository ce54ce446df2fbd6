//! The stub servers: `stub PORT PEOPLE TICKETS UNIT_SIZE`. Commands come by standard input, answers go to standard output.

use std::io::BufRead;

use rig::stub::{Setup, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [port, people, tickets, unit_size] = numbers[..] else {
        eprintln!("stub PORT PEOPLE TICKETS UNIT_SIZE");
        std::process::exit(2);
    };
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let (commands, inbox) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if commands.send(line).is_err() {
                break;
            }
        }
    });
    println!("{{\"listening\":{port}}}");
    tokio::task::LocalSet::new().run_until(serve(listener, Setup { people, tickets, unit_size }, inbox)).await
}
