use std::io::{BufRead, BufReader};

use serde_json::Value;

use crate::server::Schema;

fn records(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[tokio::test]
async fn the_feed_is_told_from_a_position_by_type_and_up_to_a_limit() {
    let schema = Schema::on_sale().await;
    let all = records(&schema.palco(&["feed", "tail"]).fine());
    assert!(all.len() > 20);
    assert_eq!(all[0]["domain_event"]["type"], "event.drafted");

    let from = all[2]["position"].as_str().expect("a position");
    let rest = records(&schema.palco(&["feed", "tail", "--from", from]).fine());
    assert_eq!(rest, all[3..]);

    let two = records(&schema.palco(&["feed", "tail", "--limit", "2"]).fine());
    assert_eq!(two, all[..2]);

    let types = ["--type", "event.published", "--type", "box_office.opened"];
    let some = records(&schema.palco(&[&["feed", "tail"], &types[..]].concat()).fine());
    assert_eq!(some.len(), 2);
}

#[tokio::test]
async fn following_the_feed_shows_what_is_recorded_later() {
    let schema = Schema::on_sale().await;
    let of_type = ["feed", "tail", "--follow", "--type", "box_office.hold_released"];
    let before =
        schema.palco(&of_type.map(|word| if word == "--follow" { "--json" } else { word }));
    let before = before.fine().lines().count();
    let mut child = schema.command(&of_type).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    assert_eq!(lines.by_ref().take(before).count(), before);

    let store = schema.store().await;
    palco::testing::OnSale::of(20).buy(&palco::application::Palco::over(store), 17).await;
    let line = lines.next().expect("one more").expect("text");
    assert_eq!(records(&line)[0]["domain_event"]["type"], "box_office.hold_released");
    child.kill().expect("it still runs");
    child.wait().expect("its end");
}

#[tokio::test]
async fn a_reader_that_leaves_is_no_failure() {
    let schema = Schema::on_sale().await;
    let mut child = schema.command(&["feed", "tail", "--follow"]).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    lines.next().expect("a line").expect("text");
    drop(lines);
    let store = schema.store().await;
    palco::testing::OnSale::of(20).buy(&palco::application::Palco::over(store), 17).await;
    let ended = child.wait_with_output().expect("its end");
    assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]));
}
