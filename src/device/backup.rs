//! Backups: what was in the places that make a camera start, as a file that is kept, compared and restored.

use serde::{Deserialize, Serialize};

use super::{CameraInfo, FailureCause, client::Client};
use crate::{
    bootloader::{BootloaderKind, Config, ConfigChange, Layout, Memory, Version},
    package::{TABLE_BYTES, Table},
    transport::MxId,
};

/// What the first key of a file says.
const FORMAT: &str = "oak-backup-1";

/// What was in the places that make a camera start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    /// Always the same text; other files are told by it.
    pub format: String,
    /// The camera.
    pub mx_id: MxId,
    /// Its kind.
    pub kind: BootloaderKind,
    /// The bootloader that ran.
    pub running: Version,
    /// The configuration as JSON text, as the camera told it; `None` if it had none.
    pub document: Option<String>,
    /// The boot header, 512 bytes.
    #[serde(with = "hex")]
    pub header: Vec<u8>,
    /// The configuration section, raw.
    #[serde(with = "hex")]
    pub config: Vec<u8>,
    /// The application's table, 512 bytes.
    #[serde(with = "hex")]
    pub table: Vec<u8>,
    /// The flashed bootloader; `None` if it was not known.
    #[serde(default)]
    pub flashed: Option<Version>,
    /// Name of the application; empty without one, or if it has none.
    #[serde(default)]
    pub application: String,
    /// Whether the camera had started by this boot header.
    #[serde(default)]
    pub header_starts: bool,
}

/// Something in which two backups differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BackupDifference {
    /// They are of different cameras.
    Camera {
        /// Of the first.
        first: MxId,
        /// Of the second.
        second: MxId,
    },
    /// The running bootloaders.
    Bootloader {
        /// Of the first.
        first: Version,
        /// Of the second.
        second: Version,
    },
    /// The boot headers differ.
    Header,
    /// One field of the configuration.
    Config {
        /// Dotted path.
        path: String,
        /// Value of the first as JSON; `None` if it has no such field.
        first: Option<String>,
        /// Value of the second.
        second: Option<String>,
    },
    /// A section of the application is another one, or there in one of them only.
    Application {
        /// Its name.
        section: String,
    },
}

/// A file that is no backup.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// Not the JSON of a backup.
    #[error("this is not a backup: {0}")]
    Json(String),
    /// A backup of another make.
    #[error("this is a backup of the format \"{0}\", which this version does not know")]
    Format(String),
}

impl Backup {
    /// Reads what a backup holds from a camera whose bootloader can read.
    pub(super) async fn take(client: &Client, info: &CameraInfo) -> Result<Self, FailureCause> {
        let layout = Layout::of(info.kind);
        let table = TABLE_BYTES as u32;
        let config_size = layout.config.size.unwrap_or_default();
        let read = |offset, size| client.read_bytes(Memory::Flash, offset, size);
        let mut applications = info.applications.iter();
        let application = applications.find(|it| it.present && it.memory == Memory::Flash);
        Ok(Self {
            format: FORMAT.to_owned(),
            mx_id: info.mx_id.clone(),
            kind: info.kind,
            running: info.running,
            document: info.config.clone(),
            header: read(layout.header.offset, table).await?,
            config: read(layout.config.offset, config_size).await?,
            table: read(layout.application.offset, table).await?,
            flashed: info.flashed,
            application: application
                .and_then(|it| it.name.clone())
                .unwrap_or_default(),
            header_starts: !info.booted_in_memory,
        })
    }

    /// Reads a file.
    pub fn read(bytes: &[u8]) -> Result<Self, BackupError> {
        let backup: Self =
            serde_json::from_slice(bytes).map_err(|error| BackupError::Json(error.to_string()))?;
        if backup.format == FORMAT {
            Ok(backup)
        } else {
            Err(BackupError::Format(backup.format))
        }
    }

    /// The file.
    pub fn write(&self) -> Vec<u8> {
        // Strings and numbers always become JSON.
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    /// Whether there was an application in the flash.
    pub fn has_application(&self) -> bool {
        self.table().is_some()
    }

    /// Everything in which `second` differs from this.
    pub fn differences(&self, second: &Self) -> Vec<BackupDifference> {
        let mut found = Vec::new();
        if self.mx_id != second.mx_id {
            found.push(BackupDifference::Camera {
                first: self.mx_id.clone(),
                second: second.mx_id.clone(),
            });
        }
        if self.running != second.running {
            found.push(BackupDifference::Bootloader {
                first: self.running,
                second: second.running,
            });
        }
        if self.header != second.header {
            found.push(BackupDifference::Header);
        }
        let fields = self.config().difference(&second.config());
        found.extend(fields.into_iter().map(of_config));
        found.extend(of_application(&self.table, &second.table));
        found
    }

    /// The application's table; `None` if there was no application.
    pub(super) fn table(&self) -> Option<Table> {
        let table = Table::read(&self.table).ok()?;
        let bootable = table.entries.iter().any(|entry| entry.flags.bootable());
        bootable.then_some(table)
    }

    /// The configuration; an empty one if there was none or it cannot be read.
    pub(super) fn config(&self) -> Config {
        let json = self.document.as_deref();
        json.and_then(|json| Config::from_json(json).ok())
            .unwrap_or_else(Config::empty)
    }
}

fn of_config(field: ConfigChange) -> BackupDifference {
    BackupDifference::Config {
        path: field.path,
        first: field.from.map(|value| value.to_string()),
        second: field.to.map(|value| value.to_string()),
    }
}

fn of_application(first: &[u8], second: &[u8]) -> Vec<BackupDifference> {
    let entries = |table: &[u8]| Table::read(table).map_or_else(|_| Vec::new(), |t| t.entries);
    let (first, second) = (entries(first), entries(second));
    let only = |these: &[crate::package::Entry], those: &[crate::package::Entry]| {
        let missing = these.iter().filter(|entry| !those.contains(entry));
        missing.map(|entry| entry.name.clone()).collect::<Vec<_>>()
    };
    let mut names = only(&first, &second);
    for name in only(&second, &first) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
        .into_iter()
        .map(|section| BackupDifference::Application { section })
        .collect()
}

/// Bytes as text in hex.
mod hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::recording::{from_hex, to_hex};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_hex(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        from_hex(&text).ok_or_else(|| D::Error::custom("not bytes in hex"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backup(document: &str) -> Backup {
        Backup {
            format: FORMAT.to_owned(),
            mx_id: MxId("14442C10D13EABCE00".to_owned()),
            kind: BootloaderKind::Usb,
            running: Version::new(0, 0, 29),
            document: Some(document.to_owned()),
            header: vec![1; 512],
            config: vec![0xFF; 16_384],
            table: vec![0xFF; 512],
            flashed: None,
            application: String::new(),
            header_starts: true,
        }
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let kept = backup("{}");
        assert_eq!(Backup::read(&kept.write()), Ok(kept));
        assert!(matches!(Backup::read(b"[]"), Err(BackupError::Json(_))));
        // As older versions wrote it.
        let mut old: serde_json::Value = serde_json::from_slice(&backup("{}").write()).unwrap();
        for key in ["flashed", "application", "header_starts"] {
            old.as_object_mut().unwrap().remove(key);
        }
        let old = Backup::read(old.to_string().as_bytes()).unwrap();
        assert!(!old.header_starts && old.flashed.is_none());
    }

    #[test]
    fn differences_are_named() {
        let first = backup(r#"{"appMem": 0, "usb": {"timeoutMs": 1}}"#);
        let mut second = backup(r#"{"appMem": 0, "usb": {"timeoutMs": 2}}"#);
        assert_eq!(first.differences(&first), []);
        second.header[0] = 2;
        let found = first.differences(&second);
        assert_eq!(
            found,
            [
                BackupDifference::Header,
                BackupDifference::Config {
                    path: "usb.timeoutMs".to_owned(),
                    first: Some("1".to_owned()),
                    second: Some("2".to_owned()),
                }
            ]
        );
    }
}
