use std::sync::{Mutex, MutexGuard, TryLockError};

use pyo3::prelude::*;

use crate::failure::Failure;

/// What lives on this side of the border and changes, for any number of threads.
pub(crate) struct Kept<T> {
    value: Mutex<T>,
    /// The process that it was made in.
    owner: u32,
}

impl<T: Send> Kept<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { value: Mutex::new(value), owner: std::process::id() }
    }

    /// Does something with it. Another thread may be at it with the GIL released, so waiting for it is
    /// done with the GIL released too.
    pub(crate) fn with<R: Send>(
        &self,
        py: Python<'_>,
        act: impl FnOnce(&mut T) -> Result<R, Failure> + Send,
    ) -> Result<R, Failure> {
        match self.value.try_lock() {
            Ok(mut value) => return act(&mut value),
            Err(TryLockError::Poisoned(_)) => return Err(Failure::Internal),
            Err(TryLockError::WouldBlock) => {}
        }
        // A thread that held it when this process was forked off does not exist here.
        if std::process::id() != self.owner {
            return Err(Failure::Forked);
        }
        py.detach(|| act(&mut *self.lock()?))
    }

    /// With the GIL released: for what takes long.
    pub(crate) fn aside<R: Send>(
        &self,
        py: Python<'_>,
        act: impl FnOnce(&mut T) -> Result<R, Failure> + Send,
    ) -> Result<R, Failure> {
        if std::process::id() != self.owner && self.value.try_lock().is_err() {
            return Err(Failure::Forked);
        }
        py.detach(|| act(&mut *self.lock()?))
    }

    /// After a panic it may be half changed, and is not used again.
    fn lock(&self) -> Result<MutexGuard<'_, T>, Failure> {
        self.value.lock().map_err(|_| Failure::Internal)
    }
}
