//! Connections are cut when a statement that commits is under way. The client does not know whether
//! it was written, sends the same command again, and gets one effect.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;
mod wire;

use std::sync::{
    Arc,
    atomic::{
        AtomicBool, AtomicUsize,
        Ordering::{Relaxed, SeqCst},
    },
};

use palco::{
    ports::{AppendOutcome, Expected, StreamId},
    testing::{
        History, Verdict,
        conformance::{a_command, a_stream, a_tenant, append, version},
        proved, sized,
    },
    values::TenantId,
};
use palco_postgres::{PostgresStore, Settings};
use server::{Schema, drawn};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    task::JoinSet,
};
use wire::{Message, proxy, read_message};

const CLIENTS: usize = 16;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// The server gets nothing.
    BeforeTheServer,
    /// The server gets the statement, the client no answer.
    BeforeTheAnswer,
    /// The client gets a part of the answer.
    InTheAnswer,
}

/// Cuts one in 20 of the statements that go through it, once it is told to begin.
#[derive(Default)]
struct Cutter {
    began: AtomicBool,
    made: [AtomicUsize; 3],
}

impl Cutter {
    fn draw(&self) -> Option<Cut> {
        if !self.began.load(SeqCst) || drawn(20) > 0 {
            return None;
        }
        let cut = match drawn(3) {
            0 => Cut::BeforeTheServer,
            1 => Cut::BeforeTheAnswer,
            _ => Cut::InTheAnswer,
        };
        self.made[cut as usize].fetch_add(1, Relaxed);
        Some(cut)
    }

    fn made(&self) -> [usize; 3] {
        self.made.each_ref().map(|count| count.load(Relaxed))
    }
}

/// Passes a connection's messages on, a client's once they end in one that asks for an answer.
async fn pass_on(client: TcpStream, server: TcpStream, cutter: Arc<Cutter>) {
    let (mut from_client, to_client) = client.into_split();
    let (from_server, mut to_server) = server.into_split();
    let in_part = Arc::new(AtomicBool::new(false));
    let answering = tokio::spawn(answer(from_server, to_client, Arc::clone(&in_part)));
    let (mut flight, mut executes, mut first) = (Vec::new(), false, true);
    while let Some(Message { kind, bytes }) = read_message(&mut from_client, first).await {
        first = false;
        flight.extend(bytes);
        executes |= kind == Some(b'E');
        if matches!(kind, Some(b'P' | b'B' | b'D' | b'E' | b'C')) {
            continue;
        }
        let cut = if executes { cutter.draw() } else { None };
        if cut == Some(Cut::BeforeTheServer) {
            break;
        }
        if cut == Some(Cut::BeforeTheAnswer) {
            answering.abort();
        }
        in_part.store(cut == Some(Cut::InTheAnswer), SeqCst);
        if to_server.write_all(&flight).await.is_err() || cut == Some(Cut::BeforeTheAnswer) {
            break;
        }
        flight.clear();
        executes = false;
    }
    // An answer that is cut in its middle ends by itself, and the client's messages with it.
    answering.abort();
}

async fn answer(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, in_part: Arc<AtomicBool>) {
    let mut bytes = vec![0; 65_536];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        let cut = in_part.load(SeqCst);
        let rest = if cut { drawn(u64::try_from(count).expect("few")) } else { 0 };
        let passed = if cut { usize::try_from(rest).expect("few") } else { count };
        if to.write_all(&bytes[..passed]).await.is_err() || cut {
            return;
        }
    }
}

/// What a client does when it does not know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Resend {
    TheSame,
    UnderAnotherId,
}

struct Client {
    store: PostgresStore,
    tenant: TenantId,
    /// Written by this client alone, which knows its version.
    own: StreamId,
    /// Written by all.
    shared: StreamId,
    resend: Resend,
}

impl Client {
    /// Sends so many commands, each until there is an answer; gives what it sent and was told, and
    /// how many were found to have been written when the answer was lost.
    async fn run(self, count: usize) -> (History, usize) {
        let (mut history, mut repeats, mut last) = (History::default(), 0, 0);
        for number in 0..count {
            let draft = append(self.tenant);
            let draft = if number.is_multiple_of(2) {
                draft.write(&self.own, Expected::after(version(last)), 1)
            } else {
                draft.write(&self.shared, Expected::Any, 2)
            };
            let mut append = draft.build();
            for tries in 1.. {
                match history.send(&self.store, vec![append.clone()]).await {
                    Ok(outcomes) => {
                        let repeat = matches!(outcomes[0], AppendOutcome::Duplicate { .. });
                        repeats += usize::from(repeat);
                        break;
                    }
                    Err(_) if self.resend == Resend::UnderAnotherId => {
                        append.command_id = a_command();
                        append.writes[0].expected = Expected::Any;
                    }
                    Err(error) => assert!(tries < 100, "no answer: {error}"),
                }
            }
            last += u64::from(number.is_multiple_of(2));
        }
        (history, repeats)
    }
}

struct Run {
    verdict: Verdict,
    cuts: [usize; 3],
    repeats: usize,
}

async fn run(commands: usize, resend: Resend) -> Run {
    let schema = Schema::new();
    let cutter = Arc::new(Cutter::default());
    let cutting = Arc::clone(&cutter);
    let url = proxy(move |client, server| pass_on(client, server, Arc::clone(&cutting))).await;
    let settings = Settings::new(url).schema(&schema.0).max_connections(10);
    let store = PostgresStore::connect_with(settings).await.expect("the store starts");
    cutter.began.store(true, SeqCst);
    let (tenant, shared) = (a_tenant(), a_stream());
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let (store, shared, own) = (store.clone(), shared.clone(), a_stream());
        let client = Client { store, tenant, own, shared, resend };
        clients.spawn(client.run(commands / CLIENTS));
    }
    let (mut history, mut repeats) = (History::default(), 0);
    for (of_client, repeats_of_client) in clients.join_all().await {
        history.merge(of_client);
        repeats += repeats_of_client;
    }
    store.close().await;
    let direct = PostgresStore::connect_with(schema.settings()).await.expect("the store starts");
    let verdict = history.judge_store(&direct).await;
    direct.close().await;
    Run { verdict, cuts: cutter.made(), repeats }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_whose_answer_was_lost_takes_effect_once() {
    let commands = sized(800, 10_000);
    let Run { verdict, cuts, repeats } = run(commands, Resend::TheSame).await;
    let [before_server, before_answer, in_answer] = cuts;
    proved(
        "ambiguous commit",
        format_args!(
            "{before_server} connections cut before the server got the statement, {before_answer} \
             before the answer, {in_answer} in it; {repeats} resent commands had been written; \
             {verdict}"
        ),
    );
    verdict.assert_clean();
    assert_eq!(verdict.acknowledged, commands, "each has its one effect");
    let of_each = commands / CLIENTS;
    assert_eq!(verdict.records, CLIENTS * (of_each.div_ceil(2) + of_each / 2 * 2));
    assert!(cuts.iter().all(|made| *made > 0) && repeats > 0, "{cuts:?} {repeats}");
    assert!(repeats < cuts.iter().sum(), "nothing was cut before the server got it");
}

/// The control: a client that makes a new command of its second try.
#[tokio::test(flavor = "multi_thread")]
async fn resent_under_another_id_it_takes_effect_twice() {
    let Run { verdict, .. } = run(800, Resend::UnderAnotherId).await;
    proved("ambiguous commit, control (resent under another command id)", &verdict);
    assert!(verdict.doubled() > 0, "{verdict}");
}
