//! Card numbers as canaries: sent in every text of every command and by every kind of webhook, and looked
//! for afterwards in errors, in logs, and in all that the server has on disk.
#![expect(
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(dead_code, reason = "shared with the other test files")]

#[path = "canaries/commands.rs"]
mod commands;
#[path = "canaries/logs.rs"]
mod logs;
#[path = "canaries/numbers.rs"]
mod numbers;
mod server;
#[path = "canaries/webhooks.rs"]
mod webhooks;

use std::{path::PathBuf, sync::Arc, time::Duration};

use palco::{
    application::{Error, Kind, Palco},
    ports::{Checkpoints, Clock, EventStore, Expected, SystemClock},
    testing::{
        conformance::{a_stream, a_tenant, append, happened},
        id, proved, sized,
    },
};
use palco_memory::{Conduct, SimulatedGateway};
use palco_postgres::{PostgresStore, Settings};
use palco_runtime::{Processors, Writer};
use server::beside::Beside;
use sqlx::{Connection, Executor, PgConnection, query_scalar};
use tokio::{task::block_in_place, time::sleep};

use commands::Place;
use numbers::{Search, number, written};

/// Neither the text of an error, nor its details, nor `Debug` repeats what came.
fn is_silent(error: &Error, number: &str) {
    let mut search = Search::of([number.to_owned()]);
    search.look_in(format!("{error};{error:?};{}", error.to_json()).as_bytes());
    assert_eq!(search.seen(number), 0, "{error:?}");
}

/// Refused as what it is, where the text is free; otherwise for its form, or because nothing is called so.
fn is_refused(place: &Place, is_free: bool, error: &Error) {
    let code = error.code();
    let by_rule = code.ends_with(".pan_rejected") || code == "input.invalid";
    let by_form = code == "input.unknown_type" || error.kind() == Kind::Rejected;
    assert!(by_rule || (by_form && !is_free), "{place:?}: {error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_card_number_is_kept_or_logged_anywhere() {
    let count = sized(400, 1_000);
    let logs = logs::Logs::gathered();
    let server = block_in_place(|| Beside::start(&["own", "log_statement = all"]));
    let settings = Settings::new(server.url(0)).max_connections(4);
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let gateway = SimulatedGateway::new(Conduct::default(), clock);
    let shared = Arc::new(store.clone());
    let palco = Palco::over(shared.clone()).with_dispatcher(Arc::new(Writer::over(shared.clone())));
    let me = palco.acting(id(1), id(2));
    let running = Processors::over(shared.clone()).project_all().react().run().expect("it starts");

    commands::set_up(&me).await;
    let templates = commands::templates();
    let places = commands::places(&templates);
    assert!(places.len() <= count / 2, "{} places are too many", places.len());
    for sent in 0..count {
        let (number, turn) = (number(sent), sent / 2);
        if sent % 2 == 0 {
            let place = &places[turn % places.len()];
            // A token and a code have no spaces.
            let said = written(&number, 2 * (turn / places.len()));
            let error = place.send(&templates, &me, &said).await.expect_err("a card number");
            is_silent(&error, &number);
            is_refused(place, place.is_free(&templates), &error);
        } else {
            let said = written(&number, turn);
            let fact = webhooks::news(&me, turn, &said).await;
            let (recorded, refused) = webhooks::take(&me, &gateway, fact, &said).await;
            assert!(recorded.contains("***"), "{recorded}");
            refused.iter().for_each(|error| is_silent(error, &number));
        }
    }
    // What was refused was refused for the number alone.
    for (place, template) in templates.iter().enumerate() {
        assert!(template.send(&me).await.expect("a command without one"), "template {place}");
    }

    let projected = async || {
        let lanes = shared.progress().await.expect("the server answers");
        lanes.iter().all(|lane| lane.behind == 0)
    };
    while !projected().await {
        sleep(Duration::from_millis(20)).await;
    }
    running.stop().await;

    // The control: a store knows no rooms, and keeps and logs what it is given.
    let planted = number(count);
    let row = happened(&format!(r#"{{"note":"{planted}"}}"#));
    let append = append(a_tenant()).write_these(&a_stream(), Expected::NoStream, vec![row]).build();
    store.append(vec![append]).await.expect("an append");
    tracing::trace!(note = planted, "planted");

    let mut logged = Search::of((0..=count).map(number));
    let lines = logs.take();
    logged.look_in(lines.as_bytes());
    let none: [&str; 0] = [];
    assert_eq!(logged.others_than(&planted), none);
    assert!(logged.seen(&planted) > 0, "the logs are not looked through");

    let mut hand = PgConnection::connect(server.url(0)).await.expect("the server answers");
    hand.execute("checkpoint").await.expect("a checkpoint");
    let data: String =
        query_scalar("show data_directory").fetch_one(&mut hand).await.expect("a folder");
    let folder = PathBuf::from(data);
    let mut kept = Search::of((0..=count).map(number));
    let (files, bytes) = kept.look_below(&folder);
    assert_eq!(kept.others_than(&planted), none);
    for place in ["base", "pg_wal"] {
        let mut of_place = Search::of([planted.clone()]);
        of_place.look_below(&folder.join(place));
        assert!(of_place.seen(&planted) > 0, "{place} is not looked through");
    }
    let mut said = Search::of((0..=count).map(number));
    let log = std::fs::read(folder.with_file_name("server.log")).expect("the server's log");
    said.look_in(&log);
    assert_eq!(said.others_than(&planted), none);
    assert!(said.seen(&planted) > 0, "the server logs no parameters");
    proved(
        "card numbers",
        format_args!(
            "{count} sent, in {} places of {} commands and by 5 kinds of webhooks: 0 in errors, 0 in \
             {} logged lines, 0 in {files} files of the server ({} MB), 0 in its log of every statement",
            places.len(),
            templates.len(),
            lines.lines().count(),
            bytes >> 20
        ),
    );
    proved(
        "card numbers, control (one written past the rules)",
        format_args!("found in {} places on disk and in both logs", kept.seen(&planted)),
    );
    store.close().await;
}
