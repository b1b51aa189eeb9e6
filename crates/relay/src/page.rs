//! The page: from the binary, or from a directory while one works on it.

use std::{
    io,
    path::{Path as FilePath, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use memory_serve::CacheControl;
use parking_lot::Mutex;
use tower_http::{CompressionLevel, compression::CompressionLayer, services::ServeDir};

use crate::{
    build_name::{PROGRAM, build_name},
    mark::marked,
};

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
    let build = Arc::new(PageBuild::of(directory));
    pages.layer(middleware::from_fn_with_state(build, cache))
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

/// Which build is served.
enum PageBuild {
    /// The one in the binary, if it is known.
    Embedded(Option<&'static str>),
    /// The one in a directory now: somebody works on it.
    Directory {
        program: PathBuf,
        /// As it was read last, with the time of the file.
        read: Mutex<Option<(SystemTime, Option<String>)>>,
    },
}

impl PageBuild {
    fn of(directory: Option<&FilePath>) -> Self {
        match directory {
            Some(directory) => Self::Directory {
                program: directory.join(PROGRAM),
                read: Mutex::default(),
            },
            None => Self::Embedded(option_env!("TABCHAIN_PAGE_BUILD")),
        }
    }

    /// Whether this is its name.
    async fn is(&self, name: &str) -> bool {
        match self {
            Self::Embedded(build) => *build == Some(name),
            Self::Directory { program, read } => {
                let changed = tokio::fs::metadata(program).await;
                let Ok(changed) = changed.and_then(|data| data.modified()) else {
                    return false;
                };
                if let Some((time, build)) = &*read.lock()
                    && *time == changed
                {
                    return build.as_deref() == Some(name);
                }
                let program = tokio::fs::read(program).await.unwrap_or_default();
                let build = build_name(&program);
                *read.lock() = Some((changed, build.map(str::to_owned)));
                build == Some(name)
            }
        }
    }
}

/// A file whose address tells its content can be kept for good; all else is asked for again. Asked for by another build
/// than the one that is served, a file is not what its address says.
async fn cache(State(build): State<Arc<PageBuild>>, request: Request, next: Next) -> Response {
    let uri = request.uri();
    let version = uri.query().and_then(|query| query.strip_prefix("v="));
    let for_good = match version {
        Some(name) => build.is(name).await,
        None => is_hashed(uri.path()),
    };
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
