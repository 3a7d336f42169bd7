//! What is done beside the loop: reading a project for the first time, and checking what the file at hand can wait for.
//!
//! It has threads of its own, so that answers never stand behind it.

use crossbeam_channel::{Receiver, Sender, unbounded};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::project::Job;
use crate::analysis::{Rested, Unread};

/// What has come of what is done beside the loop, with the key of its project.
pub(super) struct Done {
    pub(super) project: String,
    pub(super) what: What,
}

/// What has come of it.
pub(super) enum What {
    /// So many of so many files are read.
    Progress(usize, usize),
    /// The files are read.
    Read(Unread),
    /// What was left is checked, or it was stopped.
    Checked(Box<Rested>),
}

/// The threads beside the loop.
pub(super) struct Workers {
    /// Nothing where no threads can be had: then those of the answers do it.
    pool: Option<ThreadPool>,
    sender: Sender<Done>,
    /// What has come of it.
    pub(super) done: Receiver<Done>,
}

impl Workers {
    pub(super) fn new() -> Workers {
        let (sender, done) = unbounded();
        Workers { pool: ThreadPoolBuilder::new().build().ok(), sender, done }
    }

    /// Does something at once, on these threads.
    pub(super) fn now<R: Send>(&self, act: impl FnOnce() -> R + Send) -> R {
        match &self.pool {
            Some(pool) => pool.install(act),
            None => act(),
        }
    }

    /// Begins a job.
    pub(super) fn begin(&self, project: String, job: Job) {
        let sender = self.sender.clone();
        // If nobody waits for it any more, nobody misses it.
        let tell = move |what: What| {
            let _ = sender.send(Done { project: project.clone(), what });
        };
        let act = move || match job {
            Job::Read(mut unread) => {
                let all = unread.len();
                unread.read(&|read| tell(What::Progress(read, all)));
                tell(What::Read(unread));
            }
            Job::Check(rest, stop) => tell(What::Checked(Box::new(rest.run(&stop)))),
        };
        match &self.pool {
            Some(pool) => pool.spawn(act),
            None => rayon::spawn(act),
        }
    }
}
