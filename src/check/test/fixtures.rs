//! Fixtures: steps that tests share. They are checked by themselves, and once more in each test that uses them, as if they
//! stood there; what is said of the same place both times is one report.

use crate::check::declaration::{Checker, NameKind, Target};
use crate::program::Type;
use crate::syntax::tree::{self, DeclarationKind};

impl<'a> Checker<'a> {
    /// Does something with the fixture of a name, in its place. A fixture is there once in a test, so for a second time nothing
    /// is done; that ends circles, too.
    pub(super) fn in_fixture(&mut self, name: &tree::Name, act: impl FnOnce(&mut Self, &'a tree::Fixture)) {
        let symbols = self.symbols;
        let Some(at) = symbols.find(NameKind::Fixture, &name.text) else { return };
        let file = &*symbols.fixtures[at];
        let (DeclarationKind::Fixture(fixture), Some(scope)) = (&file.kind, &mut self.scope.test) else {
            return;
        };
        if scope.used.contains(&at) || scope.root == Some(file.id) {
            return;
        }
        scope.used.push(at);
        // The values of cases are the test's, and what names mean in the fixture is said by its own check.
        let values = std::mem::take(&mut scope.values);
        let outer = std::mem::replace(&mut self.declaration, file);
        let types = std::mem::replace(&mut self.result.types, vec![Type::Error; file.expressions.len()]);
        let resolved = self.result.resolutions.len();
        act(self, fixture);
        self.result.resolutions.truncate(resolved);
        self.result.types = types;
        self.declaration = outer;
        if let Some(scope) = &mut self.scope.test {
            scope.values = values;
        }
    }

    /// `use Shopper`: reports an unknown fixture, and one that the same steps have used.
    pub(super) fn used_fixture(&mut self, name: &tree::Name, before: &[tree::Step]) {
        let is_same =
            |step: &tree::Step| matches!(&step.kind, tree::StepKind::Use(other) if other.text == name.text);
        let Some(at) = self.require(NameKind::Fixture, name) else { return };
        self.resolve(name.span, Target::Fixture(at as u32));
        if before.iter().any(is_same) {
            self.misfit(
                name.span,
                "use",
                format!("takes a fixture once, and `{}` is there already", name.text),
            );
        }
    }
}
