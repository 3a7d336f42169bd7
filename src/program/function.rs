//! The functions of the library, by id. Signatures, documentation and examples stand in `stdlib/functions.flow`.

/// Declares [`Function`] and the names and numbers of parameters by which it is found.
macro_rules! functions {
    ($( $variant:ident $name:literal $parameters:literal ),* $(,)?) => {
        /// A function of the library; overloads differ in their number of parameters.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[allow(missing_docs, reason = "`stdlib/functions.flow` documents them")]
        pub enum Function { $( $variant ),* }

        /// All functions with their names and numbers of parameters.
        #[must_use]
        pub fn functions() -> &'static [(&'static str, usize, Function)] {
            &[$( ($name, $parameters, Function::$variant) ),*]
        }
    };
}

functions! {
    Len "len" 1,
    Find "find" 2,
    RoundToInteger "round" 1,
    Round "round" 2,
    Now "now" 0,
    GeneratePin "generatePin" 1,
}

impl Function {
    /// The function with this name and number of parameters.
    #[must_use]
    pub fn find(name: &str, parameters: usize) -> Option<Function> {
        functions().iter().find(|known| known.0 == name && known.1 == parameters).map(|known| known.2)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        functions().iter().find(|known| known.2 == self).map_or("", |known| known.0)
    }
}
