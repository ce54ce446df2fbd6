//! A helpdesk by the letter of the document: the client asks what the document prints, and understands the printed
//! answers, which lack fields of the real server and are not always JSON.

use serde_json::{Map, Value};

use super::meaning::{self, Request};
use super::server::{Reply, with_server};

const SAMPLES: &str = include_str!("../../fixtures/zenlix/document.json");

/// What the answer of each row must mean, in the document's order.
const MEANINGS: [&str; 20] = [
    "signed in: System Account (None), key 5ebeb9b109645e75f6333204ea039fc",
    "1 = [49 free]",
    "1 = [50 held by me]",
    "1 = [15 archived]",
    "1 = [49 free (Free), Medium, \"etc\", \"322\", made 2015-03-11T14:04:36Z by ?<7371> for ?<7371>, unit Some(2) \
     ?<f3be>, may unsaid, deadline -, finished -]",
    "accepted, was ?",
    "accepted, was ?",
    "accepted, was ?",
    "accepted, was ?",
    "System Account<7371> HeadChief Active [1, 2, 3, 5] \"2221@ee.ee\" [\"\", \"ru\", \"\", \"\", \"\", \"\", \"\"] seen \
     2015-03-12T14:23:47Z",
    "UnitId(1) Web-designers dep",
    "2 = [UnitId(1) Web-designers dep; UnitId(2) Hosting dep]",
    "2 = [SubjectId(1) Systems; SubjectId(2) Internet and Local Network]",
    "2 = [1 administrator; 2 coordinator]",
    "on ticket None: 2 = [?<7371> at 2015-03-11T12:43:22Z: \"test\" (4); ?<7371> at 2015-03-12T14:32:58Z: \"test2\" (5)]",
    "created None fc175c90dbfb6480b033f2ce6fc41cfc",
    "done",
    "done",
    "2 = [System Account<7371> HeadChief Active [1, 2, 3, 5] \"2221@ee.ee\"; user<1c73> Technician Active [5] \"\"]",
    "2 = [romanjuk<6a3b> Client Active [] \"\"; Романов Руслан Олександрович<6a3b> Client Active [] \"\"]",
];

#[tokio::test]
async fn the_document_is_spoken_to_the_letter() {
    let samples: Vec<Value> = serde_json::from_str(SAMPLES).unwrap();
    assert_eq!(samples.len(), MEANINGS.len());
    for (sample, must) in samples.iter().zip(MEANINGS) {
        let row = &sample["row"];
        let printed = as_meant(sample["request"].as_str().unwrap());
        let reply = Reply::ok(sample["answer"].as_str().unwrap());
        let request = Request(printed.clone());
        let (means, seen) =
            with_server(&reply, async |client| meaning::of_call(&client, &request).await).await;
        assert_eq!(seen, [Value::Object(printed)], "the request of row {row}");
        assert_eq!(means, must, "the answer of row {row}");
    }
}

/// A printed request without the accidents of printing: lines were wrapped within keys and hashes, and one `mode` got a
/// space. The device token is optional and of no use here.
fn as_meant(printed: &str) -> Map<String, Value> {
    let mut request: Map<String, Value> = serde_json::from_str(printed).unwrap();
    request.remove("device_token");
    for name in ["mode", "uniq_id", "ticket_hash", "user_to_id", "client_id", "user_hash"] {
        if let Some(Value::String(value)) = request.get_mut(name) {
            value.retain(|c| !c.is_whitespace());
        }
    }
    request
}
