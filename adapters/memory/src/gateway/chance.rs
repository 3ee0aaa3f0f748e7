use palco::ports::Call;

/// Chance that is the same in every run: SplitMix64.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// What follows from the call alone, whatever was called before it.
    pub(super) fn of(seed: u64, call: &Call) -> Self {
        let payment = call.payment().as_uuid().as_u128();
        let (high, low) = halves(payment);
        let of_call = |call: &Call| match call {
            Call::Authorize(asked) => u64::from(asked.attempt.get()),
            Call::Capture(asked) => halves(asked.capture_id.as_uuid().as_u128()).1,
            // Not by its id, which may follow from a Pix's.
            Call::Refund(asked) => asked.amount.minor().unsigned_abs(),
            Call::IssueCharge(_)
            | Call::CancelCharge(_)
            | Call::Void(_)
            | Call::SubmitEvidence(_)
            | Call::AcceptDispute(_) => 0,
        };
        let mut chance = Self(seed ^ high ^ low.rotate_left(17) ^ of_call(call).rotate_left(31));
        chance.next();
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to, and without, `end`; 0 where there is nothing to choose from.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        let chosen = self.next().checked_rem(end).unwrap_or(0);
        usize::try_from(chosen).unwrap_or(0)
    }

    /// True so often in a thousand.
    pub(super) fn hits(&mut self, per_thousand: u16) -> bool {
        self.below(1_000) < usize::from(per_thousand)
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last.saturating_add(1));
            items.swap(last, other);
        }
    }
}

fn halves(of: u128) -> (u64, u64) {
    let low = of & u128::from(u64::MAX);
    (u64::try_from(of >> 64).unwrap_or(0), u64::try_from(low).unwrap_or(0))
}
