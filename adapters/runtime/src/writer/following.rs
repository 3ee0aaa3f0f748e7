//! A crowd's next flight is decided while the last one is out, on what that one will leave, and
//! departs the moment that one has landed as it was decided: so the store does not wait for the desk.

use std::{collections::VecDeque, mem};

use super::{
    aboard::{Flight, Follower},
    desk::{Desk, Trip},
    flight::Landed,
    forming::{form_after, form_on},
};

impl Desk {
    /// Decides what follows the flights that are out, if crowds came, or a flight went from one.
    pub(super) fn prepare(&mut self) {
        if !mem::take(&mut self.crowds) {
            return;
        }
        let Self { out, lanes, states, settings, .. } = self;
        for trip in out.values_mut() {
            if let Trip::Flight(flight) = trip
                && flight.follower.is_none()
            {
                flight.follower = form_after(flight, lanes, states, settings).map(Box::new);
            }
        }
    }

    /// What follows the flight sets out if that one landed as it was decided, or else waits in its lanes
    /// again.
    pub(super) fn let_follow(&mut self, flight: &mut Flight, landed: &Landed) {
        let Some(follower) = flight.follower.take() else { return };
        if !landed.is_as_decided() {
            return self.disband(*follower);
        }
        flight.locked.retain(|key| !follower.flight.locked.contains(key));
        let formed = form_on(*follower, &mut self.lanes, &mut self.states, &self.settings);
        self.set_out(formed);
    }

    /// Its commands are to be decided anew. Called before the flight that it was to follow gives back
    /// its streams.
    pub(super) fn disband(&mut self, follower: Follower) {
        let Flight { sent, refused, locked, .. } = follower.flight;
        let sent = sent.into_iter().map(|of| of.job);
        let jobs: VecDeque<_> = sent.chain(refused.into_iter().map(|of| of.job)).collect();
        for key in &locked {
            self.states.fall_back(key);
        }
        self.lanes.put_back(jobs);
        for key in &locked {
            self.lanes.come_back(key);
        }
    }
}
