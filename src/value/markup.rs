//! Text as part of HTML and XML.

/// A text in which nothing is markup: it stands for itself between tags and in quoted attributes.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_that_is_shown_is_markup() {
        assert_eq!(
            escaped("\"><script>x('&')</script>"),
            "&quot;&gt;&lt;script&gt;x(&#39;&amp;&#39;)&lt;/script&gt;"
        );
        assert_eq!(escaped("&amp; žeđ 🌍"), "&amp;amp; žeđ 🌍");
    }
}
