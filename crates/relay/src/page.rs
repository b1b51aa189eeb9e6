//! The page: from the binary, or from a directory while one works on it.

use std::{
    io,
    path::{Path as FilePath, PathBuf},
};

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use memory_serve::CacheControl;
use tower_http::{CompressionLevel, compression::CompressionLayer, services::ServeDir};

use crate::mark::marked;

/// What trunk's live-reload script asks for: who serves a page with it, and is not trunk, has browsers ask in vain.
const LIVE_RELOAD: &str = ".well-known/trunk/ws";

/// Small enough, and without making anybody wait: each answer is compressed again.
const LEVEL: CompressionLevel = CompressionLevel::Precise(4);

/// Why the page of a directory can't be served.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// It is not there.
    #[error("there is no page: {} can't be read: {error}", file.display())]
    Missing {
        /// Its `index.html`.
        file: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// It is the work of `trunk serve`.
    #[error(
        "`trunk serve` builds into {0}, so the page there reloads itself by trunk's own server, which this relay is \
         not; build it into a directory of its own, as by `trunk build --release --dist target/page`, and name that: \
         `--page target/page`"
    )]
    LiveReload(PathBuf),
}

/// Reads the page of a directory, as a relay serves it.
pub async fn read(directory: &FilePath) -> Result<String, PageError> {
    let file = directory.join("index.html");
    match tokio::fs::read_to_string(&file).await {
        Ok(html) if html.contains(LIVE_RELOAD) => Err(PageError::LiveReload(directory.to_owned())),
        Ok(html) => Ok(marked(&html)),
        Err(error) => Err(PageError::Missing { file, error }),
    }
}

/// Serves the page.
pub fn router(directory: Option<&FilePath>) -> Router {
    let pages = match directory {
        Some(directory) => from(directory),
        None => memory_serve::load!()
            .index_file(Some("/index.html"))
            .html_cache_control(CacheControl::NoCache)
            .cache_control(CacheControl::NoCache)
            .enable_brotli(true)
            .enable_gzip(true)
            .into_router(),
    };
    pages.layer(middleware::from_fn(cache))
}

fn from(directory: &FilePath) -> Router {
    let start = {
        let directory = directory.to_owned();
        // Read again each time: somebody works on it.
        get(move || async move {
            match read(&directory).await {
                Ok(html) => Html(html).into_response(),
                Err(error @ PageError::Missing { .. }) => {
                    (StatusCode::NOT_FOUND, error.to_string()).into_response()
                }
                Err(error) => (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response(),
            }
        })
    };
    Router::new()
        .route("/", start.clone())
        .route("/index.html", start)
        .fallback_service(ServeDir::new(directory).append_index_html_on_directories(false))
        .layer(CompressionLayer::new().quality(LEVEL))
}

/// A file whose address tells its content can be kept for good; all else is asked for again.
async fn cache(request: Request, next: Next) -> Response {
    let uri = request.uri();
    let for_good = is_hashed(uri.path()) || uri.query().is_some_and(|q| q.starts_with("v="));
    let mut response = next.run(request).await;
    let value = if for_good && response.status().is_success() {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    response
}

/// Trunk puts a 64-bit digest into a file's name, without leading zeros: `tabchain-b0a8e4b556851341_bg.wasm`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(['-', '_', '.']).any(|part| {
        (12..=16).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_digest_are_kept_for_good() {
        assert!(is_hashed("/tabchain-b0a8e4b556851341_bg.wasm"));
        assert!(is_hashed("/start-3c2038a43c565aff.js"));
        for path in ["/", "/index.html", "/miner.js", "/miner_bg.wasm"] {
            assert!(!is_hashed(path), "{path}");
        }
    }
}
