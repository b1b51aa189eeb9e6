//! The built page on a server of this machine, at a port of its own.

use std::{
    env,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router, body,
    extract::Request,
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::post,
};
use tokio::{net::TcpListener, task::JoinHandle};
use tower_http::services::ServeDir;

use crate::engine::Engine;

/// A static server of the built page.
pub struct Site {
    address: String,
    server: JoinHandle<()>,
}

impl Site {
    /// Serves the page at the server's root.
    pub async fn start() -> Self {
        Self::serve(
            Router::new().fallback_service(ServeDir::new(served_directory())),
            "/",
        )
        .await
    }

    /// Serves the page below `path` (such as `/some/path/`), and nothing anywhere else.
    pub async fn start_below(path: &str) -> Self {
        let pages = Router::new().nest_service(path, ServeDir::new(served_directory()));
        Self::serve(pages, path).await
    }

    /// Serves the page, and another directory's files below `bench/`.
    pub async fn start_beside(directory: &Path) -> Self {
        let pages = Router::new()
            .nest_service("/bench", ServeDir::new(directory))
            .fallback_service(ServeDir::new(served_directory()));
        Self::serve(pages, "/").await
    }

    /// Serves the page without the files whose names end like this.
    pub async fn start_without(ending: &'static str) -> Self {
        Self::start_changing(ending, |_| None).await
    }

    /// Serves the page, and hears what its scripts post to `told`: the texts, in the order in which they came.
    pub async fn start_listening() -> (Self, Arc<Mutex<Vec<String>>>) {
        let told = Arc::new(Mutex::new(Vec::new()));
        let hears = told.clone();
        let hear = async move |text: String| {
            let mut told = hears.lock().unwrap_or_else(PoisonError::into_inner);
            told.push(text);
        };
        let pages = Router::new()
            .route("/told", post(hear))
            .fallback_service(ServeDir::new(served_directory()));
        (Self::serve(pages, "/").await, told)
    }

    /// Serves the page without keeping connections open: once the site is gone, it can't be reached.
    pub async fn start_closing() -> Self {
        let closing = middleware::from_fn(async |request: Request, next: Next| {
            let mut response = next.run(request).await;
            let close = header::HeaderValue::from_static("close");
            response.headers_mut().insert(header::CONNECTION, close);
            response
        });
        let pages = Router::new()
            .fallback_service(ServeDir::new(served_directory()))
            .layer(closing);
        Self::serve(pages, "/").await
    }

    /// Serves the page with other contents of the files whose names end like this; `None` stands for
    /// a file that is missing.
    pub async fn start_changing(
        ending: &'static str,
        change: impl Fn(Vec<u8>) -> Option<Vec<u8>> + Clone + Send + Sync + 'static,
    ) -> Self {
        let changing = middleware::from_fn(move |request: Request, next: Next| {
            let change = change.clone();
            async move {
                let meant = request.uri().path().ends_with(ending);
                let response = next.run(request).await;
                if meant {
                    changed(response, change).await
                } else {
                    response
                }
            }
        });
        let pages = Router::new()
            .fallback_service(ServeDir::new(served_directory()))
            .layer(changing);
        Self::serve(pages, "/").await
    }

    /// The address of the page.
    pub fn address(&self) -> &str {
        &self.address
    }

    async fn serve(pages: Router, path: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .unwrap_or_else(|error| panic!("no free port for the page: {error}"));
        let port = match listener.local_addr() {
            Ok(address) => address.port(),
            Err(error) => panic!("the page's server has no address: {error}"),
        };
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, pages).await {
                panic!("the page's server failed: {error}");
            }
        });
        Self {
            address: format!("http://127.0.0.1:{port}{path}"),
            server,
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The same response with other contents, or 404 when there are none.
async fn changed(response: Response, change: impl Fn(Vec<u8>) -> Option<Vec<u8>>) -> Response {
    let (mut parts, body) = response.into_parts();
    let contents = match body::to_bytes(body, usize::MAX).await {
        Ok(contents) => contents,
        Err(error) => panic!("a file of the page could not be read: {error}"),
    };
    match change(contents.to_vec()) {
        Some(contents) => {
            parts.headers.remove(header::CONTENT_LENGTH);
            // The file's date and digest are not those of these contents.
            parts.headers.remove(header::LAST_MODIFIED);
            parts.headers.remove(header::ETAG);
            Response::from_parts(parts, contents.into())
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The directory of the page as a server has to serve it to the browser that is tested.
pub(crate) fn served_directory() -> PathBuf {
    Engine::chosen().served(page_directory())
}

/// The directory of the built page.
///
/// # Panics
/// When no page has been built.
pub fn page_directory() -> PathBuf {
    let dist = env::var_os("TABCHAIN_DIST").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist"),
        PathBuf::from,
    );
    assert!(
        dist.join("index.html").is_file(),
        "there is no built page in {}: `cargo xtask test browser` builds it",
        dist.display()
    );
    dist
}
