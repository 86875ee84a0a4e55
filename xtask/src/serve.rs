//! A small static server that sends the headers the page wants.

use std::{
    fs::{self, File},
    io,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::UNIX_EPOCH,
};

use anyhow::{Result, anyhow};
use clap::Args;
use tiny_http::{Header, Method, Request, Response, Server};

use crate::{
    build::{self, BuildOptions},
    files::is_hashed,
    headers,
};

/// How to serve.
#[derive(Args)]
pub(crate) struct ServeOptions {
    /// Port to listen on; 0 takes any free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Address to listen on; browsers give WebUSB to other machines only over HTTPS
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// Path to serve under
    #[arg(long, default_value = "/")]
    base: String,
    /// Serve what was built before
    #[arg(long)]
    no_build: bool,
    #[command(flatten)]
    build: BuildOptions,
}

/// Builds, serves until it is stopped.
///
/// # Errors
///
/// When the build fails or the port is taken.
pub(crate) fn run(options: &ServeOptions) -> Result<()> {
    let folder = if options.no_build {
        crate::shell::root().join(&options.build.out)
    } else {
        build::run(&options.build)?
    };
    let address = SocketAddr::new(options.host, options.port);
    let server = Server::http(address).map_err(|error| {
        anyhow!("cannot listen on {address}: {error}. Stop the other program, or choose another port with --port")
    })?;
    let port = server
        .server_addr()
        .to_ip()
        .map_or(options.port, |address| address.port());
    let site = Arc::new(Site {
        folder,
        base: format!("/{}/", options.base.trim_matches('/')).replace("//", "/"),
    });
    let address = SocketAddr::new(options.host, port);
    println!(
        "\nReady: http://{address}{}   (stop with Ctrl+C)",
        site.base
    );
    serve(&Arc::new(server), &site);
    Ok(())
}

/// What is served where.
pub(crate) struct Site {
    folder: PathBuf,
    base: String,
}

fn serve(server: &Arc<Server>, site: &Arc<Site>) {
    // A few at a time, so that a big firmware file does not hold up the page.
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let (server, site) = (Arc::clone(server), Arc::clone(site));
            std::thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    // A browser that hangs up in the middle is its own business.
                    drop(answer(request, &site));
                }
            })
        })
        .collect();
    for thread in threads {
        drop(thread.join());
    }
}

fn answer(request: Request, site: &Site) -> io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(Response::empty(405));
    }
    let path = request
        .url()
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_owned();
    if format!("{path}/") == site.base {
        return request.respond(Response::empty(308).with_header(header("Location", &site.base)));
    }
    let Some(name) = path.strip_prefix(&site.base).and_then(safe_name) else {
        return request.respond(Response::from_string("not found\n").with_status_code(404));
    };
    match found(&site.folder, &name, &accepted(&request)) {
        Some(found) => found.send(request, &name),
        None => request.respond(Response::from_string("not found\n").with_status_code(404)),
    }
}

/// The name below the folder, if it stays below it.
fn safe_name(path: &str) -> Option<String> {
    let safe =
        |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':', '%']);
    match path {
        "" => Some("index.html".to_owned()),
        path if path.split('/').all(safe) => Some(path.to_owned()),
        _ => None,
    }
}

fn accepted(request: &Request) -> String {
    value(request, "Accept-Encoding").unwrap_or_default()
}

fn value(request: &Request, name: &'static str) -> Option<String> {
    let header = request
        .headers()
        .iter()
        .find(|header| header.field.equiv(name))?;
    Some(header.value.as_str().to_owned())
}

struct Found {
    path: PathBuf,
    encoding: Option<&'static str>,
    tag: String,
}

/// The file or its best compressed twin.
fn found(folder: &Path, name: &str, accepted: &str) -> Option<Found> {
    for (encoding, extension) in [(Some("br"), ".br"), (Some("gzip"), ".gz"), (None, "")] {
        if encoding.is_some_and(|encoding| !accepted.contains(encoding)) {
            continue;
        }
        let path = folder.join(format!("{name}{extension}"));
        let Ok(metadata) = fs::metadata(&path) else {
            continue;
        };
        if metadata.is_file() {
            let changed = metadata
                .modified()
                .ok()
                .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            let tag = format!(
                "\"{:x}-{:x}\"",
                changed.unwrap_or_default().as_nanos(),
                metadata.len()
            );
            return Some(Found {
                path,
                encoding,
                tag,
            });
        }
    }
    None
}

impl Found {
    fn send(self, request: Request, name: &str) -> io::Result<()> {
        let mut headers = vec![
            header("Content-Type", content_type(name)),
            header("Cache-Control", headers::cache_control(is_hashed(name))),
            header("ETag", &self.tag),
            header("Vary", "Accept-Encoding"),
        ];
        headers.extend(
            headers::all()
                .iter()
                .map(|(name, value)| header(name, value)),
        );
        headers.extend(
            self.encoding
                .map(|encoding| header("Content-Encoding", encoding)),
        );
        if value(&request, "If-None-Match").is_some_and(|tags| tags.contains(&self.tag)) {
            let mut response = Response::empty(304);
            headers
                .into_iter()
                .for_each(|header| response.add_header(header));
            return request.respond(response);
        }
        let mut response =
            Response::from_file(File::open(&self.path)?).with_chunked_threshold(usize::MAX);
        headers
            .into_iter()
            .for_each(|header| response.add_header(header));
        request.respond(response)
    }
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value)
        .unwrap_or_else(|()| unreachable!("{name}: {value} is a valid header"))
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_below_the_folder() {
        assert_eq!(safe_name("").as_deref(), Some("index.html"));
        assert_eq!(
            safe_name("firmware/base.bin").as_deref(),
            Some("firmware/base.bin")
        );
        for path in [
            "../Cargo.toml",
            "a/../b",
            "/etc/passwd",
            "a//b",
            "%2e%2e/x",
            ".cache/x",
            "a\\b",
        ] {
            assert_eq!(safe_name(path), None, "{path}");
        }
    }
}
