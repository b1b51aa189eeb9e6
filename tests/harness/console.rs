//! The errors in the consoles of one browser's tabs: uncaught ones, rejections nobody handled, breaches of the page's
//! policy, loads that failed, `console.error`. A test fails by each that it has not allowed.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the consoles said so far, and which of it is to be.
#[derive(Default)]
pub struct Console {
    errors: Mutex<Vec<String>>,
    allowed: Mutex<Vec<String>>,
}

impl Console {
    /// From now on, and for what was said before, errors that contain this text are no fault.
    pub fn allow(&self, part: &str) {
        locked(&self.allowed).push(part.to_owned());
    }

    /// Takes in the errors since they were asked for last; those that are faults.
    pub fn hear(&self, errors: Vec<String>) -> Vec<String> {
        locked(&self.errors).extend_from_slice(&errors);
        self.faults_of(errors)
    }

    /// All that was wrong.
    pub fn faults(&self) -> Vec<String> {
        let errors = locked(&self.errors).clone();
        self.faults_of(errors)
    }

    fn faults_of(&self, mut errors: Vec<String>) -> Vec<String> {
        let allowed = locked(&self.allowed);
        errors.retain(|error| !allowed.iter().any(|part| error.contains(part)));
        errors
    }
}

/// It is read when a test has panicked, too.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
