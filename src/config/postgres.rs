//! What a PostgreSQL URL means: where the database is, and whether the way there is encrypted. Connects to nothing.

use std::path::Path;

use reqwest::Url;
use secrecy::SecretString;

use super::error::InvalidValue;
use super::parse::{is_loopback, read_certificates};

const URL_HINT: &str = "Write postgres://USER:PASSWORD@HOST/DATABASE";
/// What a password does to a URL otherwise.
const URL_ESCAPE_HINT: &str = "Write postgres://USER:PASSWORD@HOST/DATABASE, and in a password / as %2F, @ as %40, : as %3A, ? as %3F, # as %23, % as %25";

/// A database on a PostgreSQL server.
#[derive(Clone, Debug)]
pub struct PostgresServer {
    /// The URL for the driver; secret because it can carry a password.
    pub url: SecretString,
    pub encryption: Encryption,
    /// Where it is, as people may read it.
    pub place: String,
}

/// How the way to the server is protected.
#[derive(Clone, Debug)]
pub enum Encryption {
    Off,
    /// The server's certificate is checked, against these (PEM) or the usual authorities.
    Verified {
        roots: Option<Vec<u8>>,
    },
}

/// Reads a URL. The paths in it start at `directory`.
pub(super) fn parse_server(text: &str, directory: &Path) -> Result<PostgresServer, InvalidValue> {
    // The parser's own words could quote a piece of a password.
    let url = Url::parse(text)
        .map_err(|error| InvalidValue::new(format!("not a URL: {error}"), URL_ESCAPE_HINT))?;
    let name = url.path().trim_start_matches('/');
    if name.is_empty() {
        return Err(InvalidValue::new("no database is named", URL_HINT));
    }
    // Else a piece of the password would be taken for the server or the database, and shown.
    if name.contains(['@', '/']) {
        return Err(InvalidValue::new("the name of its database can't be right", URL_ESCAPE_HINT));
    }
    let host = url.host_str().unwrap_or_default();
    let socket = url_parameter(&url, "host").or_else(|| host.starts_with("%2F").then(|| host.to_owned()));
    let place = match (&socket, url.port()) {
        (Some(_), _) => format!("PostgreSQL {name} on this machine"),
        (None, None) => format!("PostgreSQL {name} at {host}"),
        (None, Some(port)) => format!("PostgreSQL {name} at {host}:{port}"),
    };
    let near = host.is_empty() || socket.is_some() || is_loopback(&url);
    let roots = url_parameter(&url, "sslrootcert");
    let encryption = match (url_parameter(&url, "sslmode").as_deref(), roots) {
        (Some("disable"), _) => Encryption::Off,
        (None, None) if near => Encryption::Off,
        (None | Some("require" | "verify-ca" | "verify-full"), roots) => Encryption::Verified {
            roots: roots.map(|path| read_certificates(&directory.join(path))).transpose()?,
        },
        (Some(_), _) => {
            let fix = "Write sslmode=verify-full, or sslmode=disable where the way there is trusted";
            return Err(InvalidValue::new(
                "its sslmode would leave it to chance whether passwords are encrypted",
                fix,
            ));
        }
    };
    Ok(PostgresServer { url: driver_url(url).into(), encryption, place })
}

fn url_parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The URL without what concerns encryption, which is settled here. The rest stays letter by letter: a URL of a form would
/// spell a space in another way than the driver reads it.
fn driver_url(mut url: Url) -> String {
    let query = url.query().unwrap_or_default().to_owned();
    let ours = |part: &&str| !part.starts_with("sslmode=") && !part.starts_with("sslrootcert=");
    let rest: Vec<_> = query.split('&').filter(|part| !part.is_empty()).filter(ours).collect();
    url.set_query(Some(rest.join("&").as_str()).filter(|rest| !rest.is_empty()));
    url.into()
}
