use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

/// Polls `work` so many times, each time that it was woken, and drops it at the await where it then
/// stands: a caller that goes away there. Zero: it never begins. What it came to, if it did before.
///
/// For every await point, count up until there is a result:
///
/// ```
/// # use std::{future::{Future, ready}, pin::pin, task::{Context, Waker}};
/// use palco::testing::cancelled_after;
///
/// async fn every_await_point() -> usize {
///     let mut polls = 0;
///     while cancelled_after(polls, ready("an answer")).await.is_none() {
///         polls += 1;
///     }
///     polls
/// }
/// # let mut work = pin!(every_await_point());
/// # assert!(work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
/// ```
pub async fn cancelled_after<F: Future>(polls: usize, work: F) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left = left.saturating_sub(1);
        match work.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
