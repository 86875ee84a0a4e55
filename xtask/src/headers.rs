//! The headers the page wants from a web server. README says them to people, [`crate::serve`] sends them, and the build
//! writes them as `_headers` for hosts that read that file.

/// The content security policy without the rule that only works as a header.
pub(crate) const META_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    connect-src 'self'; img-src 'self' data: blob:; worker-src 'self'; manifest-src 'self'; base-uri 'none'; \
    form-action 'none'; require-trusted-types-for 'script'; trusted-types oak";

/// The content security policy as a header.
pub(crate) fn policy() -> String {
    format!("{META_POLICY}; frame-ancestors 'self'")
}

/// All headers that every file is sent with.
pub(crate) fn all() -> Vec<(&'static str, String)> {
    vec![
        ("Content-Security-Policy", policy()),
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
        ("Cross-Origin-Embedder-Policy", "require-corp".to_owned()),
        ("Permissions-Policy", "usb=(self)".to_owned()),
        ("Referrer-Policy", "no-referrer".to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
    ]
}

/// How long a file may be kept: for ever if its name has its hash, else only after asking.
pub(crate) fn cache_control(hashed: bool) -> &'static str {
    if hashed {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// The `_headers` file.
pub(crate) fn file() -> String {
    let mut text = String::from("/*\n");
    for (name, value) in all() {
        text.push_str(&format!("  {name}: {value}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_lists_the_headers_that_are_sent() {
        let readme = std::fs::read_to_string(crate::shell::root().join("README.md")).unwrap();
        for (name, value) in all() {
            assert!(
                readme.contains(&format!("{name}: {value}\n")),
                "README.md lacks the header {name}: {value}"
            );
        }
    }
}
