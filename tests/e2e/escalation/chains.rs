//! What an administrator may write, and what is said of what they may not.

use crate::support::*;

#[test]
fn a_chain_is_read_as_it_is_written_and_the_other_priorities_keep_their_default() {
    let text = "high: duty 3m, next 8m, unit 15m, head 20m!, group 30m; normal: off";
    let chains = escalation_chains(text);
    assert_eq!(chains.high.to_string(), "duty 3m, next 8m, unit 15m, head 20m!, group 30m");
    assert_eq!(chains.medium.to_string(), "off");
    assert_eq!(chains.low.to_string(), "unit 4h, group 4h, head 8h");
}

#[test]
fn without_a_chain_the_old_setting_is_the_chain() {
    let loaded = load_settings(&[("DESKGRAM_UNCLAIMED_AFTER", "10m,off,1h")]).unwrap();
    let chains = loaded.config.escalation.chains;
    assert_eq!(chains.high.to_string(), "unit 10m, group 10m, head 20m");
    assert_eq!(chains.medium.to_string(), "off");
    assert_eq!(chains.low.to_string(), "unit 1h, group 1h, head 2h");
}

#[test]
fn what_is_wrong_with_a_chain_is_told_by_its_step_and_with_what_is_allowed() {
    for (text, words) in [
        ("unit 3m", &["\"unit 3m\" names no priority", "high:, normal: or low:"][..]),
        ("urgent: unit 3m", &["no priority is called \"urgent\"", "Write high, normal or low"]),
        ("high: unit 3m; high: head 5m", &["\"high\" stands twice"]),
        ("high: boss 3m", &["no step is called \"boss\"", "Write duty, next, unit, head or group"]),
        ("high: heads 3m", &["no step is called \"heads\"", "perhaps head is meant"]),
        ("high: unit", &["\"unit\" is not a step", "such as `head 20m`"]),
        ("high: unit soon", &["the step \"unit soon\" has no time", "from 1m to 720h"]),
        ("high: unit 10s", &["the step \"unit 10s\" has no time"]),
        ("high: unit 15m, head 5m", &["the step \"head 5m\" comes before", "order of their times"]),
        ("high: unit 5m, unit 15m", &["the step \"unit 15m\" calls those whom an earlier one calls"]),
    ] {
        let problems = load_settings(&[("DESKGRAM_ESCALATION", text)]).unwrap_err();
        let said = problems.to_string();
        assert_eq!(problems.0.len(), 1, "{said}");
        for words in words {
            assert!(said.contains(words), "{text}: {said}");
        }
    }
}
