//! `bourn graph`: a flow as a picture.

use std::io;
use std::path::{Path, PathBuf};

use super::flows::unknown_flow;
use super::{Status, Terminal};
use crate::diagnostic::{Diagnostic, Level, List};
use crate::graph::{Graph, Paint, dot, mermaid, page, svg};
use crate::host::counts::Counts;
use crate::host::testing::ProjectCoverage;
use crate::host::{CheckedProject, Project, files};
use crate::program::FlowId;

/// Draw a flow as a picture
///
/// Elements stand in the order of the source, arms side by side, and what joins again is drawn so. With the numbers of a run,
/// lines are as thick as many went along them.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  bourn graph AbandonedCart --project examples/shop -o cart.svg\n  \
    bourn run examples/cdnow --format json > counts.json\n  \
    bourn graph WinBack --project examples/cdnow --counts counts.json -o win-back.html\n  \
    bourn test examples/shop --coverage-file coverage.json\n  \
    bourn graph AbandonedCart --project examples/shop --coverage coverage.json -o covered.svg")]
pub(super) struct Arguments {
    /// The flow; may be left out where the project has only one
    flow: Option<String>,

    /// Write the picture into a file, whose ending says the form: .svg, .html, .mmd, .dot
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Paint the numbers of a run on the picture: what `bourn run --format json` printed, or `-` for standard input
    #[arg(long, value_name = "FILE")]
    counts: Option<PathBuf>,

    /// Paint what tests came through: what `bourn test --coverage-file` wrote
    #[arg(long, value_name = "FILE", conflicts_with = "counts")]
    coverage: Option<PathBuf>,

    /// A folder with a `bourn.toml`, or a `.flow` file; the nearest such folder upward by default
    #[arg(long, value_name = "PROJECT")]
    project: Option<PathBuf>,

    /// The form, if the file's ending does not say it; svg by default
    #[arg(long, value_enum)]
    format: Option<Format>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A picture for light and dark surroundings
    Svg,
    /// A page by itself, to look around in
    Html,
    /// A Mermaid flow chart
    #[value(alias = "mmd")]
    Mermaid,
    /// The DOT language of Graphviz
    Dot,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    match drawn(arguments, terminal) {
        Ok(picture) => written(arguments.output.as_deref(), &picture, terminal),
        Err(status) => Ok(status),
    }
}

/// The text of the picture.
fn drawn(arguments: &Arguments, terminal: &Terminal) -> Result<String, Status> {
    let format = format(arguments, terminal)?;
    let project =
        Project::load(arguments.project.as_deref()).map_err(|report| terminal.refuse(&report))?.check();
    if project.has_errors() {
        let is_error = |found: &&Diagnostic| found.level() == Level::Error;
        let errors: Vec<Diagnostic> = project.diagnostics.iter().filter(is_error).cloned().collect();
        return Err(terminal.report(&project.snapshot, &errors));
    }
    let program = &project.checked.program;
    let flow = flow(&project, arguments.flow.as_deref(), terminal)?;
    let graph = Graph::of(program, &project.snapshot, flow);
    let paint = match (&arguments.counts, &arguments.coverage) {
        (Some(path), _) => painted(&project, flow, &graph, path, terminal)?,
        (None, Some(path)) => covered(&project, flow, path, terminal)?,
        (None, None) => Paint::default(),
    };
    Ok(match format {
        Format::Svg => svg(&graph, &paint),
        Format::Html => page(&graph, &paint),
        Format::Mermaid => mermaid(&graph, &paint),
        Format::Dot => dot(&graph, &paint),
    })
}

/// The form that was asked for, or that the file's ending says.
fn format(arguments: &Arguments, terminal: &Terminal) -> Result<Format, Status> {
    if let Some(format) = arguments.format {
        return Ok(format);
    }
    let Some(path) = &arguments.output else { return Ok(Format::Svg) };
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("svg") => Ok(Format::Svg),
        Some("html" | "htm") => Ok(Format::Html),
        Some("mmd" | "mermaid") => Ok(Format::Mermaid),
        Some("dot" | "gv") => Ok(Format::Dot),
        _ => Err(terminal.fail(&format!(
            "`{}` ends in none of `.svg`, `.html`, `.mmd` and `.dot`; `--format` says the form, too",
            path.display()
        ))),
    }
}

/// The flow with this name, or the only one.
fn flow(project: &CheckedProject, name: Option<&str>, terminal: &Terminal) -> Result<FlowId, Status> {
    let program = &project.checked.program;
    let mut flows = program.flows.ids();
    match (name, flows.next(), flows.next()) {
        (Some(name), ..) => program.flow(name).ok_or_else(|| terminal.refuse(&unknown_flow(program, name))),
        (None, Some(flow), None) => Ok(flow),
        (None, None, _) => Err(terminal.fail("the project has no flow, so there is nothing to draw")),
        (None, Some(_), Some(_)) => {
            let known = List::of(program.flows.rows().iter().map(|flow| &*flow.name));
            Err(terminal.fail(&format!("which flow is to be drawn: {known}?")))
        }
    }
}

/// The numbers of a run as paint.
fn painted(
    project: &CheckedProject,
    flow: FlowId,
    graph: &Graph,
    path: &Path,
    terminal: &Terminal,
) -> Result<Paint, Status> {
    let text = text_of(path, terminal)?;
    let path = path.display();
    let counts = Counts::read(&text).map_err(|reason| {
        terminal.fail(&format!("`{path}` is not what `bourn run --format json` prints: {reason}"))
    })?;
    let flow = &project.checked.program.flows[flow];
    let Some((paint, unknown)) = counts.paint(flow, graph) else {
        return Err(terminal.fail(&format!("`{path}` has no numbers of the flow `{}`", flow.name)));
    };
    if !unknown.is_empty() {
        let unknown = List::of(unknown.iter().map(String::as_str));
        terminal.say(&format!(
            "note: `{path}` has no numbers of {unknown}: is it from another version of the flow?"
        ));
    }
    Ok(paint)
}

/// What tests came through as paint.
fn covered(
    project: &CheckedProject,
    flow: FlowId,
    path: &Path,
    terminal: &Terminal,
) -> Result<Paint, Status> {
    let text = text_of(path, terminal)?;
    let path = path.display();
    let projects = ProjectCoverage::read(&text).map_err(|reason| {
        terminal.fail(&format!("`{path}` is not what `bourn test --coverage-file` writes as JSON: {reason}"))
    })?;
    let flow = &project.checked.program.flows[flow];
    let known = projects.iter().flat_map(|project| &project.flows).find(|known| known.name == *flow.name);
    let missing = || terminal.fail(&format!("`{path}` says nothing of the flow `{}`", flow.name));
    Ok(known.ok_or_else(missing)?.paint(flow))
}

/// The text of a file, or of standard input.
fn text_of(path: &Path, terminal: &Terminal) -> Result<String, Status> {
    if path == Path::new("-") {
        io::read_to_string(io::stdin()).map_err(|error| terminal.fail(&format!("standard input: {error}")))
    } else {
        files::read_text(path).map_err(|report| terminal.refuse(&report))
    }
}

fn written(path: Option<&Path>, picture: &str, terminal: &Terminal) -> io::Result<Status> {
    let Some(path) = path else {
        terminal.print(|out| out.write_all(picture.as_bytes()))?;
        return Ok(Status::Fine);
    };
    Ok(match files::write_whole(path, |out| out.write_all(picture.as_bytes())) {
        Ok(()) => Status::Fine,
        Err(error) => terminal.fail(&format!("`{}` cannot be written: {error}", path.display())),
    })
}
