use std::time::Duration;

use napi_derive::napi;
use palco::{ports::Clock as _, values::Instant};
use palco_memory::ManualClock;

use crate::failure::{Failure, guarded, parsed};

/// A clock that stands still until it is moved.
#[napi]
pub struct NativeClock(pub(crate) ManualClock);

fn instant(now: &str) -> Result<Instant, Failure> {
    parsed("now", Instant::parse(now))
}

#[napi]
impl NativeClock {
    /// A clock that shows an instant in RFC 3339.
    ///
    /// # Errors
    /// `input.invalid` when it is none.
    #[napi(constructor)]
    pub fn new(now: String) -> napi::Result<Self> {
        guarded(|| Ok(Self(ManualClock::at(instant(&now)?))))
    }

    /// What it shows, in RFC 3339.
    ///
    /// # Errors
    /// `palco.internal`.
    #[napi]
    pub fn now(&self) -> napi::Result<String> {
        guarded(|| Ok(self.0.now().to_string()))
    }

    /// Sets it, to an earlier instant too.
    ///
    /// # Errors
    /// `input.invalid` when it is no instant.
    #[napi]
    pub fn set(&self, now: String) -> napi::Result<()> {
        guarded(|| {
            self.0.set(instant(&now)?);
            Ok(())
        })
    }

    /// Moves it on by milliseconds.
    ///
    /// # Errors
    /// `palco.internal`.
    #[napi]
    pub fn advance(&self, millis: i64) -> napi::Result<()> {
        guarded(|| {
            self.0.advance(Duration::from_millis(millis.max(0).unsigned_abs()));
            Ok(())
        })
    }
}
