//! A graph as a page by itself: the picture, with what it takes to look around in it.
//!
//! Nothing is loaded from anywhere. Without scripts the page shows the picture as it is.

use super::model::Graph;
use super::paint::Paint;
use super::svg::{PAGE_DARK, PAGE_LIGHT, escaped, picture};

const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// The page of a graph, with what is painted on it.
#[must_use]
pub fn page(graph: &Graph, paint: &Paint) -> String {
    let title = escaped(graph.title.as_ref().unwrap_or(&graph.name));
    let light = colours(":root", &PAGE_LIGHT);
    let dark = colours(":root", &PAGE_DARK);
    let picture = picture(graph, paint, true);
    format!(
        "<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
<title>{title}</title>
<style>
{light}@media (prefers-color-scheme:dark){{{dark}}}
{STYLE}</style>
</head>
<body>
<main id=\"stage\">
{picture}</main>
<nav id=\"tools\" hidden aria-label=\"Picture\">
<input id=\"search\" type=\"search\" placeholder=\"Find an element\" aria-label=\"Find an element\">
<button id=\"out\" type=\"button\" title=\"Smaller (-)\" aria-label=\"Smaller\">−</button>
<button id=\"in\" type=\"button\" title=\"Larger (+)\" aria-label=\"Larger\">+</button>
<button id=\"fit\" type=\"button\" title=\"All of it (0)\">Fit</button>
</nav>
<aside id=\"details\" hidden aria-live=\"polite\"><strong></strong><pre></pre><p></p></aside>
<script>
{SCRIPT}</script>
</body>
</html>
"
    )
}

/// The colours of the page around the picture.
fn colours(selector: &str, palette: &super::svg::Palette) -> String {
    let super::svg::Palette { ground, card, border, ink, faint, .. } = palette;
    format!("{selector}{{--ground:{ground};--card:{card};--border:{border};--ink:{ink};--faint:{faint}}}\n")
}
