//! A small static server that sends the headers the page wants.

use std::{
    convert::Infallible,
    fs, io,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    rc::Rc,
    time::{Duration, UNIX_EPOCH},
};

use anyhow::{Context as _, Result};
use clap::Args;
use http_body_util::Full;
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode,
    body::{Body, Bytes},
    header,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::{
    build::{self, BuildOptions},
    files::is_hashed,
    headers,
    room::{self, Work},
};

/// How long to wait when no connection can be accepted, as when there are too many.
const ACCEPT_AGAIN: Duration = Duration::from_millis(50);

type Answer = Response<Full<Bytes>>;

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
        room::ensure_for(Work::Page)?;
        build::run(&options.build)?
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let site = Site {
        folder,
        base: format!("/{}/", options.base.trim_matches('/')).replace("//", "/"),
    };
    let address = SocketAddr::new(options.host, options.port);
    tokio::task::LocalSet::new().block_on(&runtime, serve(address, Rc::new(site)))
}

/// What is served where.
pub(crate) struct Site {
    folder: PathBuf,
    base: String,
}

async fn serve(address: SocketAddr, site: Rc<Site>) -> Result<()> {
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!(
            "cannot listen on {address}. Stop the other program, or choose another port with --port"
        )
    })?;
    println!(
        "\nReady: http://{}{}   (stop with Ctrl+C)",
        listener.local_addr()?,
        site.base
    );
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_AGAIN).await;
            continue;
        };
        // Many small answers to one browser must not wait for each other.
        let _slower = stream.set_nodelay(true);
        let site = Rc::clone(&site);
        tokio::task::spawn_local(async move {
            let service = service_fn(|request| {
                let site = Rc::clone(&site);
                async move { Ok::<_, Infallible>(answer(&request, &site).await) }
            });
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            // A browser that hangs up in the middle is its own business.
            drop(connection.await);
        });
    }
}

async fn answer<B: Body>(request: &Request<B>, site: &Site) -> Answer {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD\n");
    }
    let path = request.uri().path();
    if format!("{path}/") == site.base {
        let mut there = plain(StatusCode::PERMANENT_REDIRECT, "");
        set(there.headers_mut(), header::LOCATION, &site.base);
        return there;
    }
    let found = path
        .strip_prefix(&site.base)
        .and_then(safe_name)
        .and_then(|name| Some((found(&site.folder, &name, request.headers())?, name)));
    let sent = match found {
        Some((found, name)) => found.send(request.headers(), &name).await.ok(),
        None => None,
    };
    sent.unwrap_or_else(|| plain(StatusCode::NOT_FOUND, "not found\n"))
}

fn plain(status: StatusCode, text: &'static str) -> Answer {
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    response
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

fn value(headers: &HeaderMap, name: header::HeaderName) -> &str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

struct Found {
    path: PathBuf,
    encoding: Option<&'static str>,
    tag: String,
}

/// The file or its best compressed twin.
fn found(folder: &Path, name: &str, headers: &HeaderMap) -> Option<Found> {
    let accepted = value(headers, header::ACCEPT_ENCODING);
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
    async fn send(self, asked: &HeaderMap, name: &str) -> io::Result<Answer> {
        let known = value(asked, header::IF_NONE_MATCH).contains(&self.tag);
        let mut response = if known {
            plain(StatusCode::NOT_MODIFIED, "")
        } else {
            Response::new(Full::from(tokio::fs::read(&self.path).await?))
        };
        let to = response.headers_mut();
        set(to, header::CONTENT_TYPE, content_type(name));
        let lifetime = headers::cache_control(is_hashed(name));
        set(to, header::CACHE_CONTROL, lifetime);
        set(to, header::ETAG, &self.tag);
        set(to, header::VARY, "Accept-Encoding");
        for (name, value) in headers::all() {
            let name = header::HeaderName::try_from(name);
            set(
                to,
                name.unwrap_or_else(|_| unreachable!("a name of ours is valid")),
                &value,
            );
        }
        if let Some(encoding) = self.encoding {
            set(to, header::CONTENT_ENCODING, encoding);
        }
        Ok(response)
    }
}

fn set(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    let value = header::HeaderValue::try_from(value);
    headers.insert(
        name,
        value.unwrap_or_else(|_| unreachable!("a value of ours is valid")),
    );
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
