//! The pages of the reference that are made from the standard library.

use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;

use bourn::source::Snapshot;
use bourn::syntax::parse;
use bourn::syntax::tree::{
    Attribute, Channel, Declaration, DeclarationKind, Event, Function, Operators, Property, TypeName,
    TypeNameKind,
};

use super::page::root;

/// The pages, with their paths.
pub(crate) fn pages() -> [(&'static str, String); 3] {
    [
        ("docs/reference/functions.md", functions()),
        ("docs/reference/operators.md", operators()),
        ("docs/reference/library.md", library()),
    ]
}

/// The declarations of a file of the library, in order.
fn declarations(file: &str) -> Vec<Arc<Declaration>> {
    let path = format!("stdlib/{file}.flow");
    let text = fs::read_to_string(root().join(&path)).unwrap();
    let mut snapshot = Snapshot::new();
    let file = snapshot.add(&path, &text);
    let (tree, found) = parse(&mut snapshot, file);
    assert!(found.is_empty(), "{path} has mistakes");
    tree.declarations
}

fn head(title: &str, file: &str, text: &str) -> String {
    format!(
        "<!-- Made from {file}; UPDATE_DOCUMENTS=1 cargo test --test documents writes this page. -->\n\n# {title}\n\n{text}\n"
    )
}

fn functions() -> String {
    let mut page = head(
        "Functions",
        "stdlib/functions.flow",
        "What formulas can call, beside the [aggregates](language.md#aggregates). Each example is a condition that holds.",
    );
    let declared = declarations("functions");
    let functions: Vec<_> = declared.iter().filter_map(function_of).collect();
    for signatures in functions.chunk_by(|(_, one), (_, other)| one.name.text == other.name.text) {
        let written: Vec<String> = signatures.iter().map(|(_, function)| signature(function)).collect();
        let (first, function) = signatures[0];
        let _ = write!(page, "\n## {}\n\n```text\n{}\n```\n\n", function.name.text, written.join("\n"));
        page.push_str(&documentation(first.documentation.as_deref()));
    }
    page
}

fn function_of(declaration: &Arc<Declaration>) -> Option<(&Declaration, &Function)> {
    match &declaration.kind {
        DeclarationKind::Function(function) => Some((declaration, function)),
        _ => None,
    }
}

fn signature(function: &Function) -> String {
    let parameters = function.parameters.iter();
    let parameters: Vec<String> = parameters
        .map(|parameter| format!("{}: {}", parameter.name.text, written(&parameter.r#type)))
        .collect();
    format!("{}({}): {}", function.name.text, parameters.join(", "), written(&function.result))
}

/// A documentation comment whose examples are blocks of formulas.
fn documentation(text: Option<&str>) -> String {
    let mut page = String::new();
    let mut inside = false;
    for line in text.unwrap_or_default().lines().map(str::trim) {
        let line = match (line, inside) {
            ("```", false) => "```flow,formulas",
            (line, _) => line,
        };
        inside ^= line.starts_with("```");
        let _ = writeln!(page, "{line}");
    }
    page
}

fn operators() -> String {
    let mut page = head(
        "Operators of conditions",
        "stdlib/operators.flow",
        "Which type has which operator. What they mean is said in the reference: [comparison](language.md#comparison), \
         [dates](language.md#dates-and-the-clock), [emptiness](language.md#emptiness). An operator used on a type that \
         lacks it is [E0301](../errors/E0301.md), which lists those that the type has.\n\n\
         **Extension** marks an operator beyond the columns of the modelled system.",
    );
    let declared = declarations("operators");
    let mut types: Vec<Vec<String>> = Vec::new();
    for table in declared.iter().filter_map(operators_of) {
        let named = type_names(table);
        if !types.contains(&named) {
            types.push(named);
        }
    }
    for named in types {
        let _ = write!(page, "\n## {}\n\n", named.join(", "));
        page.push_str("| operator | in formulas | behind it | | remark |\n| --- | --- | --- | --- | --- |\n");
        for table in declared.iter().filter_map(operators_of).filter(|table| type_names(table) == named) {
            page.push_str(&rows(table, &named));
        }
    }
    page
}

fn operators_of(declaration: &Arc<Declaration>) -> Option<&Operators> {
    match &declaration.kind {
        DeclarationKind::Operators(operators) => Some(operators),
        _ => None,
    }
}

fn type_names(operators: &Operators) -> Vec<String> {
    operators.types.iter().map(|name| name.text.to_string()).collect()
}

fn rows(table: &Operators, types: &[String]) -> String {
    let same = match types {
        [one] => one.clone(),
        [one, other] if one == "integer" || one == "date" => format!("{one} or {other}"),
        _ => "the same type".to_owned(),
    };
    let mut rows = String::new();
    for operator in &table.operators {
        let symbol = operator.symbol.as_ref().map(|symbol| format!("`{}`", symbol.text));
        let operands = match operator.operands.iter().map(written).collect::<Vec<_>>().as_slice() {
            [] => String::new(),
            [one] if one == "T" => same.clone(),
            [one] if one == "list of T" => format!("`({same}, …)`"),
            [one, other] if one == "T" && other == "T" => format!("{same}, `and`, {same}"),
            others => others.join(", "),
        };
        let origin = if table.extension { "extension" } else { "" };
        let remark = operator.documentation.as_deref().unwrap_or_default().trim().replace('\n', " ");
        let symbol = symbol.unwrap_or_default();
        let row = format!("| `{}` | {symbol} | {operands} | {origin} | {remark} |", operator.phrase);
        let _ = writeln!(rows, "{}", row.replace("|  |", "| |").replace("|  |", "| |"));
    }
    rows
}

fn library() -> String {
    let mut page = head(
        "The standard library",
        "stdlib/",
        "What every project knows without declaring it. A `?` marks what may be missing.",
    );
    page.push_str("\n## Attributes\n\n| attribute | type | | |\n| --- | --- | --- | --- |\n");
    for declaration in declarations("people") {
        if let DeclarationKind::People(attributes) = &declaration.kind {
            attributes.iter().for_each(|attribute| page.push_str(&attribute_row(attribute)));
        }
    }
    let channels = declarations("channels");
    let events = declarations("events");
    page.push_str(
        "\nFlows cannot write what is read-only; tags change by `add tag` and `remove tag`.\n\n## Channels\n\n\
         What `send` takes. A message goes to the contact; a send makes the event at once.\n\n\
         | channel | | contact | lines of a message | event of a send |\n| --- | --- | --- | --- | --- |\n",
    );
    for channel in channels.iter().filter_map(channel_of) {
        page.push_str(&channel_row(channel));
    }
    for (category, title, text) in CATEGORIES {
        let _ = write!(page, "\n## {title}\n\n{text}\n\n");
        page.push_str("| event | | properties | |\n| --- | --- | --- | --- |\n");
        for declaration in channels.iter().chain(&events) {
            if let DeclarationKind::Event(event) = &declaration.kind
                && event.category.as_ref().is_some_and(|word| &*word.text == category)
            {
                page.push_str(&event_row(event, declaration.documentation.as_deref()));
            }
        }
    }
    page
}

const CATEGORIES: [(&str, &str, &str); 4] = [
    (
        "channel",
        "Events of messages",
        "Each belongs to the `send` that it comes from: `emailOpened of reminder`.",
    ),
    (
        "template",
        "Template events",
        "Ready-made events of a shop. A project that declares an event of the same name gives it properties of its own.",
    ),
    ("people", "Events of people", "What happens to profiles, on the website and in the app."),
    (
        "product",
        "Events of the product",
        "What happens in flows and conversations. `personEnteredFlow` and `personExitedFlow` belong to a flow: \
         `personEnteredFlow of Onboarding`.",
    ),
];

fn channel_of(declaration: &Arc<Declaration>) -> Option<&Channel> {
    match &declaration.kind {
        DeclarationKind::Channel(channel) => Some(channel),
        _ => None,
    }
}

fn attribute_row(attribute: &Attribute) -> String {
    let readonly = if attribute.readonly { "read-only" } else { "" };
    let (name, r#type) = (&attribute.name.text, written(&attribute.r#type));
    row(&[&format!("`{name}`"), &r#type, readonly, &one_line(attribute.documentation.as_deref())])
}

fn channel_row(channel: &Channel) -> String {
    let name = |name: &Option<bourn::syntax::tree::Name>| {
        name.as_ref().map(|name| format!("`{}`", name.text)).unwrap_or_default()
    };
    let title = channel.title.as_ref().map(|title| title.text.to_string()).unwrap_or_default();
    let content = properties(&channel.content, false);
    row(&[
        &format!("`{}`", channel.name.text),
        &title,
        &name(&channel.contact),
        &content,
        &name(&channel.sent),
    ])
}

fn event_row(event: &Event, documentation: Option<&str>) -> String {
    let title = event.title.as_ref().map(|title| title.text.to_string()).unwrap_or_default();
    let name = format!("`{}`", event.name.text);
    row(&[&name, &title, &properties(&event.properties, true), &one_line(documentation)])
}

fn properties(properties: &[Property], types: bool) -> String {
    let written = properties.iter().map(|property| {
        let r#type = written(&property.r#type);
        let optional = if property.r#type.optional { "?" } else { "" };
        match types {
            true => format!("`{}: {type}`", property.name.text),
            false => format!("`{}{optional}`", property.name.text),
        }
    });
    written.collect::<Vec<_>>().join(", ")
}

fn row(cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .map(|cell| if cell.is_empty() { " |".to_owned() } else { format!(" {cell} |") })
        .collect();
    format!("|{cells}\n")
}

fn one_line(documentation: Option<&str>) -> String {
    documentation.unwrap_or_default().lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
}

fn written(r#type: &TypeName) -> String {
    let optional = if r#type.optional { "?" } else { "" };
    match &r#type.kind {
        TypeNameKind::Named(name) => format!("{}{optional}", name.text),
        TypeNameKind::List(item) => format!("list of {}{optional}", written(item)),
        TypeNameKind::Object(fields) => {
            let field = |field: &Property| format!(" {}: {}", field.name.text, written(&field.r#type));
            let fields: Vec<String> = fields.iter().map(field).collect();
            format!("{{{} }}{optional}", fields.join(","))
        }
    }
}
