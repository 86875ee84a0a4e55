//! What can be told about a Python script without running it: the text literals in it and the host names among them.
//!
//! This is a scanner, not a parser: it knows comments, text literals and their prefixes, and looks at the code just
//! before a literal.

use core::net::{Ipv4Addr, Ipv6Addr};

/// A place in a script where a host name stands and an IP address must.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HostName {
    /// Line, from 1.
    pub(crate) line: usize,
    /// The name.
    pub(crate) name: String,
}

/// Calls whose first text is a host.
const CALLS: [&str; 9] = [
    "connect((",
    "connect_ex((",
    "create_connection((",
    "open_connection(",
    "HTTPConnection(",
    "HTTPSConnection(",
    "gethostbyname(",
    "getaddrinfo(",
    "host=",
];

/// Endings of variable names that hold a host.
const VARIABLES: [&str; 5] = ["host", "hostname", "server", "broker", "domain"];

/// Schemes whose addresses name a host.
const SCHEMES: [&str; 9] = [
    "http", "https", "ws", "wss", "mqtt", "mqtts", "tcp", "udp", "rtsp",
];

/// Modules that need the network, which only one of the two processors has.
const NETWORK_MODULES: [&str; 7] = [
    "socket",
    "socketserver",
    "http",
    "urllib",
    "ssl",
    "asyncio",
    "ftplib",
];

/// A text literal with the code before it on the same logical line.
struct Literal {
    line: usize,
    text: String,
    /// Code before the literal, without blanks.
    before: String,
}

/// Host names in a script.
pub(crate) fn host_names(script: &str) -> Vec<HostName> {
    let (literals, _) = scan(script);
    literals
        .into_iter()
        .filter_map(|literal| {
            let name = host_of(&literal)?;
            let line = literal.line;
            Some(HostName { line, name })
        })
        .collect()
}

/// Whether a script imports a module that needs the network.
pub(super) fn uses_network(script: &str) -> bool {
    let (_, code) = scan(script);
    code.lines().any(|line| {
        let mut words = line.split([' ', '\t', ',']).filter(|word| !word.is_empty());
        matches!(words.next(), Some("import" | "from"))
            && words.any(|word| {
                let module = word.split('.').next().unwrap_or(word);
                NETWORK_MODULES.contains(&module)
            })
    })
}

fn host_of(literal: &Literal) -> Option<String> {
    let text = literal.text.trim();
    if let Some((scheme, rest)) = text.split_once("://") {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or(host);
        let host = host.split(':').next().unwrap_or(host);
        return (SCHEMES.contains(&scheme) && is_name(host)).then(|| host.to_owned());
    }
    let before = literal.before.as_str();
    let called = CALLS.iter().any(|call| before.ends_with(call))
        || (before.contains(".sendto(") && before.ends_with(",("));
    let assigned = before.strip_suffix('=').is_some_and(|before| {
        let start = before
            .rfind(|c: char| !c.is_alphanumeric() && c != '_')
            .map_or(0, |index| index.saturating_add(1));
        let name = before.get(start..).unwrap_or_default().to_lowercase();
        VARIABLES.iter().any(|variable| name.ends_with(variable))
    });
    let is_host = is_name(text) && (called || (assigned && has_domain(text)));
    is_host.then(|| text.to_owned())
}

/// Whether a text can be a host name that needs a resolver.
fn is_name(text: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    !text.is_empty()
        && text.len() <= 253
        && text.chars().all(legal)
        && text.contains(|c: char| c.is_ascii_alphabetic())
        && text != "localhost"
        && text.parse::<Ipv4Addr>().is_err()
        && text.parse::<Ipv6Addr>().is_err()
}

/// Whether the name ends in something like a top-level domain.
fn has_domain(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, last)| last.len() >= 2 && last.chars().all(|c| c.is_ascii_alphabetic()))
}

/// Text literals, and the code with literals emptied and comments removed.
fn scan(script: &str) -> (Vec<Literal>, String) {
    let mut scanner = Scanner {
        rest: script,
        line: 1,
        code: String::new(),
        literals: Vec::new(),
    };
    while let Some(c) = scanner.rest.chars().next() {
        match c {
            '#' => scanner.comment(),
            '"' | '\'' => scanner.literal(c),
            _ => {
                scanner.advance(c);
                scanner.code.push(c);
            }
        }
    }
    (scanner.literals, scanner.code)
}

struct Scanner<'a> {
    rest: &'a str,
    line: usize,
    code: String,
    literals: Vec<Literal>,
}

impl Scanner<'_> {
    fn advance(&mut self, c: char) {
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or_default();
        self.line = self.line.saturating_add(usize::from(c == '\n'));
    }

    fn comment(&mut self) {
        let end = self.rest.find('\n').unwrap_or(self.rest.len());
        self.rest = self.rest.get(end..).unwrap_or_default();
    }

    fn literal(&mut self, quote: char) {
        let line = self.line;
        let triple: String = std::iter::repeat_n(quote, 3).collect();
        let long = self.rest.starts_with(&triple);
        let fence = if long { triple } else { quote.to_string() };
        let before = self.before();
        for c in fence.chars() {
            self.advance(c);
        }
        let mut text = String::new();
        while let Some(c) = self.rest.chars().next() {
            if self.rest.starts_with(&fence) || (c == '\n' && !long) {
                break;
            }
            self.advance(c);
            text.push(c);
            if c == '\\'
                && let Some(escaped) = self.rest.chars().next()
            {
                self.advance(escaped);
                text.push(escaped);
            }
        }
        self.rest = self.rest.strip_prefix(fence.as_str()).unwrap_or(self.rest);
        self.code.push_str("\"\"");
        self.literals.push(Literal { line, text, before });
    }

    /// Code of this logical line, without blanks and without the prefix of the literal that follows.
    fn before(&self) -> String {
        let line = self.code.rsplit('\n').next().unwrap_or_default();
        let line = line.rsplit(';').next().unwrap_or(line);
        let line = line.trim_end_matches(|c: char| "rbfuRBFU".contains(c));
        line.chars().filter(|c| !c.is_whitespace()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(script: &str) -> Vec<String> {
        host_names(script)
            .into_iter()
            .map(|found| format!("{}:{}", found.line, found.name))
            .collect()
    }

    #[test]
    fn names_are_found_where_hosts_are_used() {
        let script = "import socket\n\
            s.connect((\"example.com\", 80))\n\
            HOST = 'server.local'\n\
            http.client.HTTPConnection(b'api.test:')\n\
            urlopen(f'https://user@cloud.example.org:8080/x')\n\
            s.sendto(data, ('printer', 9))\n";
        let found = names(script);
        assert_eq!(
            found,
            [
                "2:example.com",
                "3:server.local",
                "5:cloud.example.org",
                "6:printer"
            ]
        );
    }

    #[test]
    fn addresses_and_other_texts_are_left_alone() {
        let script = "# connect((\"example.com\", 80))\n\
            '''connect((\"example.com\"'''\n\
            s.connect((\"192.168.1.10\", 80))\n\
            s.bind((\"\", 80))\n\
            server = HTTPServer((\"0.0.0.0\", 80), Handler)\n\
            page = 'index.html'\n\
            URL = 'http://{}:80/'.format(ip)\n\
            URL = 'http://10.0.0.1:80/x.html'\n\
            HOST = ''\n\
            broken = 'open";
        assert_eq!(names(script), Vec::<String>::new());
    }

    #[test]
    fn network_modules_are_seen() {
        assert!(uses_network("import time, socket"));
        assert!(uses_network("from http.server import HTTPServer"));
        assert!(!uses_network("# import socket\nimport time"));
        assert!(!uses_network("x = 'import socket'"));
    }
}
