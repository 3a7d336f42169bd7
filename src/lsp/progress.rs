//! How far a project is that is read for the first time, for editors that show such things.

use lsp_server::{Notification, Request};
use lsp_types::notification::{Notification as _, Progress};
use lsp_types::request::{Request as _, WorkDoneProgressCreate};
use lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCreateParams, WorkDoneProgressEnd, WorkDoneProgressReport,
};

use super::server::Server;

impl Server {
    /// Says that the files of a project are read.
    pub(super) fn begin_progress(&self, project: &str, files: usize) {
        if !self.editor.shows_progress {
            return;
        }
        let created = WorkDoneProgressCreateParams { token: token(project) };
        let method = WorkDoneProgressCreate::METHOD.to_owned();
        self.send(Request::new(format!("progress {project}").into(), method, created));
        let begin = WorkDoneProgressBegin {
            title: "bourn".to_owned(),
            cancellable: Some(false),
            message: Some(format!("reading {files} files")),
            percentage: Some(0),
        };
        self.progress(project, WorkDoneProgress::Begin(begin));
    }

    /// Says how many files of a project are read. With the last one, it is at its end.
    pub(super) fn report_progress(&self, project: &str, read: usize, all: usize) {
        if !self.editor.shows_progress {
            return;
        }
        let message = Some(format!("{read} of {all} files"));
        let percentage = u32::try_from(read * 100 / all.max(1)).ok();
        let report = WorkDoneProgressReport { cancellable: Some(false), message, percentage };
        self.progress(project, WorkDoneProgress::Report(report));
        if read == all {
            self.progress(project, WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
        }
    }

    fn progress(&self, project: &str, value: WorkDoneProgress) {
        let value = ProgressParamsValue::WorkDone(value);
        let parameters = ProgressParams { token: token(project), value };
        self.send(Notification::new(Progress::METHOD.to_owned(), parameters));
    }
}

fn token(project: &str) -> NumberOrString {
    NumberOrString::String(format!("bourn {project}"))
}
