use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use napi::{
    Status,
    bindgen_prelude::FnArgs,
    threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode},
};
use napi_derive::napi;
use palco::application::TextGateway;
use tokio::{sync::oneshot, time::sleep};

use super::Cut;

type Args = FnArgs<(u32, Option<NativeQuestion>)>;
type Ask = ThreadsafeFunction<Args, (), Args, Status, false, true>;

/// A question to a gateway of the host's. Let go of unanswered, it is known to have no answer.
#[napi]
pub struct NativeQuestion {
    text: String,
    answer: Option<oneshot::Sender<String>>,
}

#[napi]
impl NativeQuestion {
    /// The question, as JSON.
    #[napi(getter)]
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Answers it, as JSON; again, it does nothing.
    #[napi]
    pub fn answer(&mut self, text: String) {
        if let Some(answer) = self.answer.take() {
            // Whoever asked may have gone.
            let _ = answer.send(text);
        }
    }
}

/// A gateway of the host's: the function that takes its questions.
pub(crate) struct Host {
    name: String,
    patience: Duration,
    ask: Ask,
    asked: AtomicU32,
}

impl Host {
    pub(super) fn new(name: String, patience: Duration, ask: Ask) -> Self {
        Self { name, patience, ask, asked: AtomicU32::new(0) }
    }

    fn tell(&self, number: u32, question: Option<NativeQuestion>) -> Status {
        self.ask.call((number, question).into(), ThreadsafeFunctionCallMode::NonBlocking)
    }
}

/// A host's gateway while its answers are waited for.
pub(super) struct Asking {
    pub(super) host: Arc<Host>,
    pub(super) cut: Cut,
}

impl fmt::Debug for Asking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asking").field("name", &self.host.name).finish_non_exhaustive()
    }
}

/// Tells the host that nobody waits for the answer, unless it came.
struct Waiting<'a> {
    host: &'a Host,
    number: u32,
    answered: bool,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if !self.answered {
            self.host.tell(self.number, None);
        }
    }
}

#[async_trait]
impl TextGateway for Asking {
    fn name(&self) -> &str {
        &self.host.name
    }

    async fn ask(&self, question: String) -> Result<String, String> {
        let host = self.host.as_ref();
        let (answer, answered) = oneshot::channel();
        let number = host.asked.fetch_add(1, Ordering::Relaxed);
        let question = NativeQuestion { text: question, answer: Some(answer) };
        if host.tell(number, Some(question)) != Status::Ok {
            return Err("the thread that it runs on has ended".to_owned());
        }
        let mut waiting = Waiting { host, number, answered: false };
        let mut cut = self.cut.clone();
        tokio::select! {
            answer = answered => {
                waiting.answered = answer.is_ok();
                answer.map_err(|_| "it will never answer".to_owned())
            }
            _ = cut.changed() => Err("nobody waits for its answer any more".to_owned()),
            () = sleep(host.patience) => {
                Err(format!("it gave no answer within {} milliseconds", host.patience.as_millis()))
            }
        }
    }
}
