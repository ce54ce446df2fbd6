//! A file from Telegram, piece by piece. Where it lies there holds the bot's token: nothing of that address leaves this file.

use std::time::Duration;

use serde::Deserialize;
use teloxide::payloads::GetFile;
use teloxide::types::FileId;

use super::api::ApiFailure;
use super::client::TelegramClient;

/// Telegram gives bots no larger files.
pub const MAX_FILE_BYTES: u64 = 20 << 20;

/// How long Telegram may be silent in the middle.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// What Telegram says of a file. A path is good for an hour, so it is asked for each time.
#[derive(Deserialize)]
struct FileInfo {
    file_path: Option<String>,
}

/// A file on its way.
pub struct Download {
    response: reqwest::Response,
    left: u64,
}

impl TelegramClient {
    /// Begins to fetch a file.
    pub async fn download_file(&self, file: &str) -> Result<Download, ApiFailure> {
        let payload = GetFile::new(FileId(file.to_owned()));
        let found: FileInfo = self.api.call_method(&payload, self.deadlines.answer).await?;
        let path = found.file_path.filter(|path| is_plain(path));
        let path = path.ok_or_else(|| ApiFailure::Unclear("a file at a place that is none".into()))?;
        let response = self.api.fetch_file(&path, self.deadlines.answer, self.deadlines.file).await?;
        match response.content_length() {
            Some(size) if size > MAX_FILE_BYTES => {
                Err(ApiFailure::Unclear("a file larger than files are".into()))
            }
            _ => Ok(Download { response, left: MAX_FILE_BYTES }),
        }
    }
}

impl Download {
    /// In bytes, if Telegram says so.
    pub fn expected_size(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// The next piece; `None` after the last.
    pub async fn next_chunk(
        &mut self,
    ) -> Result<Option<impl AsRef<[u8]> + Into<Vec<u8>> + use<>>, ApiFailure> {
        let late = |_| ApiFailure::Unclear("a file that does not go on".into());
        let piece = tokio::time::timeout(READ_TIMEOUT, self.response.chunk()).await.map_err(late)?;
        let Some(piece) = piece.map_err(super::api::request_failure)? else { return Ok(None) };
        let left = self.left.checked_sub(piece.len() as u64);
        self.left = left.ok_or_else(|| ApiFailure::Unclear("the file has no end".into()))?;
        Ok(Some(piece))
    }
}

/// Whether a path leads to a file below the bot's own place and nowhere else. A Bot API server of one's own can name files of
/// its disk, which are not for us.
fn is_plain(path: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.chars().all(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_nowhere_else() {
        assert!(is_plain("photos/file_12.jpg") && is_plain("documents/a-b.tar.gz"));
        for path in ["", "/etc/passwd", "../x", "a/../b", "a//b", "a?b", "a#b", "a%2e", "a\\b", "http://x/"] {
            assert!(!is_plain(path), "{path}");
        }
    }
}
