//! Reading what the helpdesk answers: a list as it comes over the loopback interface, taken apart ticket by ticket. What
//! the interface itself costs is in it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use deskgram::domain::ticket::PersonRef;
use deskgram::helpdesk::{ApiKey, HelpdeskClient, HelpdeskSettings, ListKind};
use divan::Bencher;
use divan::counter::BytesCount;
use jiff::tz::TimeZone;

/// A list of so many tickets as the helpdesk sends it, about 1.1 kB each.
fn list(tickets: usize) -> String {
    let letters = |count| r"\u043f\u0440\u0438\u043d\u0442\u0435\u0440 ".repeat(count);
    let (subject, text, name) = (letters(4), letters(10), letters(2));
    let rows: Vec<_> = (1..=tickets)
        .map(|number| {
            format!(
                r#"{{"id_ticket":{number},"ticket_hash":"{number:032x}","subj":"{subject}","text":"{text}","date_created":"2026-11-23 10:00:00","status":"free","prio":1,"lock_by_other_fio":"0","ok_by_fio":"0","user_init_hash":"{number:032x}","client_hash":"{number:032x}","to_user_hash":null,"user_init_fio":"{name}","client_fio":"{name}","to_user_fio":"","to_unit_id":1,"access_priv":"lock"}}"#
            )
        })
        .collect();
    format!(r#"[{{"tickets":[{}],"status":"ok","error_description":null}}]    "#, rows.join(","))
}

/// Answers whatever is asked with the same body, for ever; gives its address.
fn serve(body: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/api.php", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that hangs up is done.
            let _ = answer(stream, &body);
        }
    });
    url
}

fn answer(stream: TcpStream, body: &str) -> std::io::Result<()> {
    let mut requests = BufReader::new(&stream);
    loop {
        let mut length = 0;
        let mut line = String::new();
        while requests.read_line(&mut line)? > 2 {
            if let Some((_, value)) = line.to_ascii_lowercase().split_once("content-length: ") {
                length = value.trim().parse().unwrap_or_default();
            }
            line.clear();
        }
        requests.read_exact(&mut vec![0; length])?;
        write!(&stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())?;
    }
}

#[divan::bench(args = [1, 1000, 10_000])]
fn a_list(bencher: Bencher, tickets: usize) {
    let body = list(tickets);
    let size = BytesCount::of_str(&body);
    let client =
        HelpdeskClient::new(HelpdeskSettings::new(serve(body).parse().unwrap(), TimeZone::UTC)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (key, me) = (ApiKey::new("0".repeat(32)), PersonRef::default());
    bencher.counter(size).bench_local(|| {
        let mut found = 0;
        let reading = client.each_ticket(&key, ListKind::Incoming, &me, |_| found += 1);
        runtime.block_on(reading).unwrap();
        assert_eq!(found, tickets);
    });
}
