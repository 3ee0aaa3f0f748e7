use palco::values::Percent;
use serde::Deserialize;

/// How a simulated gateway behaves. What is per thousand is of its calls, or of its webhooks.
///
/// By default it is a perfect one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conduct {
    /// The same seed and the same calls give the same answers.
    pub seed: u64,
    /// Per thousand charges, captures and refunds that come to nothing.
    pub declined: u16,
    /// What it takes of every Pix, half a cent up. It tells of none where that is nothing.
    pub pix_fee: Percent,
    /// Per thousand calls that it refuses.
    pub refused: u16,
    /// Per thousand calls that do not reach it, which the caller is told.
    pub unreached: u16,
    /// Per thousand calls that do not reach it, which the caller cannot know.
    pub lost: u16,
    /// Per thousand calls that it carries out and whose answer is lost.
    pub unanswered: u16,
    /// Per thousand calls that it answers without a fact: the news comes by webhook alone.
    pub late: u16,
    /// How often a call yields, at most, before its effect and after it.
    pub latency: u32,
    /// How often a webhook is sent, at most.
    pub copies: u16,
    /// Webhooks for every thousand that somebody else sends in its name.
    pub forged: u16,
    /// Per thousand webhooks that tell of two things at once.
    pub batched: u16,
    /// It keeps no idempotency keys: what is asked twice is done twice.
    pub forgets_keys: bool,
    /// It writes card numbers into its codes.
    pub leaks_card_numbers: bool,
}

impl Default for Conduct {
    fn default() -> Self {
        Self {
            seed: 1,
            declined: 0,
            pix_fee: Percent::ZERO,
            refused: 0,
            unreached: 0,
            lost: 0,
            unanswered: 0,
            late: 0,
            latency: 0,
            copies: 1,
            forged: 0,
            batched: 0,
            forgets_keys: false,
            leaks_card_numbers: false,
        }
    }
}
