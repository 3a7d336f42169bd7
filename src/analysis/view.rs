//! What is known of a project at one moment.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::base::Settings;
use crate::check::{DeclarationCheck, Found, Home, Resolution, Symbols, Target};
use crate::diagnostic::{Diagnostic, sort};
use crate::program::{Id, Program, Type, VariableId};
use crate::source::{DeclarationId, FileId, Location, Place, Snapshot, Span};
use crate::syntax::tree::{Declaration, DeclarationKind, Tree};

/// What is known of a project at one moment.
#[derive(Clone, Debug)]
pub struct View(Arc<Known>);

#[derive(Debug)]
struct Known {
    snapshot: Snapshot,
    settings: Settings,
    trees: Vec<Tree>,
    found: Found,
    /// Where each declaration is in `found`.
    places: HashMap<DeclarationId, usize, RandomState>,
    /// What could not be read, and what is wrong with it.
    diagnostics: Vec<Diagnostic>,
}

/// A declaration with what was found out about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared<'v> {
    pub(super) node: &'v Declaration,
    pub(super) types: &'v [Type],
    pub(super) resolutions: &'v [Resolution],
    /// Nothing for files that messages are made from: they are checked with what sends them.
    pub(super) check: Option<&'v DeclarationCheck>,
    /// Where it starts in its file.
    pub(super) start: u32,
}

impl View {
    pub(super) fn new(
        snapshot: Snapshot,
        settings: Settings,
        trees: Vec<Tree>,
        found: Found,
        read: Vec<Diagnostic>,
    ) -> View {
        let places = found.declarations.iter().enumerate().map(|(at, (node, _))| (node.id, at)).collect();
        let mut diagnostics = read;
        diagnostics.extend(found.diagnostics.iter().cloned());
        sort(&snapshot, &mut diagnostics);
        View(Arc::new(Known { snapshot, settings, trees, found, places, diagnostics }))
    }

    /// The texts.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.0.snapshot
    }

    /// What the project says of itself.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Everything that is wrong with the sources, in the order in which it is shown.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.0.diagnostics
    }

    /// What is worth saying only to those who ask for it by the code.
    #[must_use]
    pub fn on_request(&self) -> &[Diagnostic] {
        &self.0.found.on_request
    }

    /// Whether the whole project is checked.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.found.unchecked.is_empty()
    }

    /// Whether all declarations of a file are checked.
    #[must_use]
    pub fn knows(&self, file: FileId) -> bool {
        let nodes = self.tree(file).into_iter().flat_map(|tree| &tree.declarations);
        self.is_whole() || nodes.into_iter().all(|node| !self.0.found.unchecked.contains(&node.id))
    }

    pub(super) fn found(&self) -> &Found {
        &self.0.found
    }

    /// The checked program, which is put together when somebody asks for it.
    #[must_use]
    pub fn program(&self) -> Program {
        self.0.found.program(&self.0.settings)
    }

    /// The signatures of all declarations.
    #[must_use]
    pub fn symbols(&self) -> &Symbols {
        &self.0.found.symbols
    }

    /// The file at a path below the project, the standard library's included.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<FileId> {
        let is_it = |tree: &&Tree| &*self.snapshot().file(tree.file).path == path;
        self.0.trees.iter().find(is_it).map(|tree| tree.file)
    }

    /// The files of the project and of the standard library, those that messages are made from included.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        self.0.trees.iter().map(|tree| tree.file)
    }

    /// Whether a file is one of the standard library.
    #[must_use]
    pub fn is_library(&self, file: FileId) -> bool {
        self.snapshot().file(file).path.starts_with("stdlib/")
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, file: FileId) -> &str {
        &self.snapshot().file(file).text
    }

    pub(super) fn tree(&self, file: FileId) -> Option<&Tree> {
        self.0.trees.iter().find(|tree| tree.file == file)
    }

    /// The declarations of a file, in order.
    pub(super) fn declarations(&self, file: FileId) -> impl Iterator<Item = Declared<'_>> {
        let nodes = self.tree(file).into_iter().flat_map(|tree| &tree.declarations);
        nodes.filter_map(|node| self.declared(node.id))
    }

    /// All declarations, files that messages are made from once for each message.
    pub(super) fn all(&self) -> impl Iterator<Item = Declared<'_>> {
        let found = self.0.found.declarations.iter();
        found.flat_map(|(node, check)| {
            let own = (!matches!(node.kind, DeclarationKind::Template(_))).then(|| self.of(node, check));
            own.into_iter().chain(self.templates_of(check))
        })
    }

    /// A declaration by its id. A file that messages are made from means what it means in the first message.
    pub(super) fn declared(&self, id: DeclarationId) -> Option<Declared<'_>> {
        let (node, check) = self.0.found.declarations.get(*self.0.places.get(&id)?)?;
        match node.kind {
            DeclarationKind::Template(_) => {
                let mut all = self.0.found.declarations.iter();
                all.find_map(|(_, check)| self.templates_of(check).find(|found| found.node.id == id))
                    .or(Some(self.of(node, check)))
            }
            _ => Some(self.of(node, check)),
        }
    }

    /// The declaration at an offset of a file: the one around it, or the one that ends there.
    pub(super) fn declaration_at(&self, file: FileId, offset: usize) -> Option<Declared<'_>> {
        let at = offset as u32;
        let around = |one: &Declared<'_>| one.start <= at && at <= one.start + one.node.span.end;
        self.declarations(file).filter(around).last()
    }

    /// The declaration at an offset, or the one before it if nothing but blanks stands between.
    pub(super) fn declaration_near(&self, file: FileId, offset: usize) -> Option<Declared<'_>> {
        let before = || {
            let all = self.declarations(file);
            let last = all.take_while(|one| (one.start as usize) <= offset).last()?;
            let end = (last.start + last.node.span.end) as usize;
            self.text(file).get(end..offset)?.trim().is_empty().then_some(last)
        };
        self.declaration_at(file, offset).or_else(before)
    }

    fn of<'v>(&'v self, node: &'v Arc<Declaration>, check: &'v DeclarationCheck) -> Declared<'v> {
        let (types, resolutions) = (&check.types[..], &check.resolutions[..]);
        let start = self.start(node.id);
        Declared { node, types, resolutions, check: Some(check), start }
    }

    fn templates_of<'v>(&'v self, check: &'v DeclarationCheck) -> impl Iterator<Item = Declared<'v>> {
        check.templates.iter().filter_map(|template| {
            let (node, _) = self.0.found.declarations.get(*self.0.places.get(&template.declaration)?)?;
            let (types, resolutions) = (&template.types[..], &template.resolutions[..]);
            let start = self.start(node.id);
            Some(Declared { node, types, resolutions, check: None, start })
        })
    }

    fn start(&self, id: DeclarationId) -> u32 {
        self.place(Location { declaration: id, span: Span::default() }).span.start
    }

    /// Where a location stands in its file.
    #[must_use]
    pub fn place(&self, location: Location) -> Place {
        self.snapshot().place(location)
    }

    /// The name at an offset, if it means something: the smallest of those around the offset.
    pub(super) fn name_at(&self, file: FileId, offset: usize) -> Option<(Place, Resolution)> {
        let declared = self.declaration_at(file, offset)?;
        let at = (offset as u32).checked_sub(declared.start)?;
        let around =
            declared.resolutions.iter().filter(|found| found.span.start <= at && at <= found.span.end);
        // Behind `person.` the field counts, and before the point nothing is named.
        let named = around.filter(|found| self.name_span(declared, found.span).start <= at);
        let smallest = named.min_by_key(|found| found.span.len())?;
        let span = self.name_span(declared, smallest.span).shifted(declared.start);
        Some((Place { file, span }, Resolution { target: self.same(smallest.target), ..*smallest }))
    }

    /// The target by which all that means the same is known: what a flow is given is a variable of it.
    pub(super) fn same(&self, target: Target) -> Target {
        let Target::Parameter(flow, at) = target else { return target };
        let variable = || {
            let parameters = self.symbols().flows.get(flow)?.parameters.as_ref()?;
            let name = &parameters.get(at as usize)?.name;
            let variables = self.home(Home::Flow(flow))?.check?.variables();
            let place = variables.iter().position(|variable| variable.name == *name)?;
            Some(Target::Variable(Home::Flow(flow), VariableId::from_index(place)))
        };
        variable().unwrap_or(target)
    }

    /// The name itself in the span of a resolution, without what it is qualified by.
    pub(super) fn name_span(&self, declared: Declared<'_>, span: Span) -> Span {
        let location = Location { declaration: declared.node.id, span };
        let text = self.snapshot().text(self.place(location));
        if text.starts_with('"') {
            return span;
        }
        let tokens = crate::syntax::token::tokens(text);
        let last = tokens.iter().rev().find(|token| !token.kind.is_blank());
        last.map_or(span, |token| token.span.shifted(span.start))
    }

    /// The declaration that variables and elements belong to.
    pub(super) fn home(&self, home: Home) -> Option<Declared<'_>> {
        let location = match home {
            Home::Flow(flow) => self.symbols().flows.get(flow)?.named.location,
            Home::CustomElement(element) => self.symbols().custom_elements.get(element)?.named.location,
        };
        self.declared(location.declaration)
    }

    /// The name of what a name means.
    #[must_use]
    pub fn name_of(&self, target: Target) -> Option<Arc<str>> {
        super::names::name(self, target)
    }
}
