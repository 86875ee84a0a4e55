//! A backup as it is kept and exported, and what differs between two.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::{
    bootloader::{Config, ConfigChange},
    device::CameraInfo,
    engine::protocol::NamedFile,
    text::units,
    transport::MxId,
};

/// One backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    /// Milliseconds of the computer's clock when it was made: its key, and the order.
    pub made_millis: u64,
    /// The same as people read it.
    pub made_at: String,
    /// The camera.
    pub mx_id: MxId,
    /// Version of the flashed bootloader, empty if it was not known.
    pub bootloader: String,
    /// Name of the application, empty without one.
    pub application: String,
    /// The configuration as JSON text; nothing if there was none.
    pub config: Option<String>,
    /// The boot header.
    pub header: ByteBuf,
    /// The section of the configuration, as it lies in the flash.
    pub config_section: ByteBuf,
    /// The table of the application.
    pub table: ByteBuf,
}

/// What the camera's memory held, as the worker tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Held {
    /// The boot header.
    pub header: Vec<u8>,
    /// The section of the configuration.
    pub config: Vec<u8>,
    /// The table of the application.
    pub table: Vec<u8>,
}

/// What differs between two backups.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Bytes of the boot header.
    pub header: usize,
    /// Bytes of the application's table.
    pub table: usize,
    /// Settings.
    pub config: Vec<ConfigChange>,
}

impl Difference {
    /// Whether nothing differs.
    pub fn is_none(&self) -> bool {
        self.header == 0 && self.table == 0 && self.config.is_empty()
    }
}

impl Backup {
    /// The backup of a camera whose facts were asked before it was written to.
    pub fn new(info: &CameraInfo, held: Held, made_millis: u64, made_at: String) -> Self {
        let application = info.applications.iter().find(|it| it.present);
        Self {
            made_millis,
            made_at,
            mx_id: info.mx_id.clone(),
            bootloader: info.flashed.map(|it| it.to_string()).unwrap_or_default(),
            application: application
                .and_then(|it| it.name.clone())
                .unwrap_or_default(),
            config: info.config.clone(),
            header: ByteBuf::from(held.header),
            config_section: ByteBuf::from(held.config),
            table: ByteBuf::from(held.table),
        }
    }

    /// The configuration, if there was one that can be read.
    pub fn document(&self) -> Option<Config> {
        Config::from_json(self.config.as_deref()?).ok()
    }

    /// It as a file.
    pub fn file(&self) -> NamedFile {
        let json = serde_json::to_vec_pretty(self).unwrap_or_default();
        NamedFile {
            name: format!(
                "backup-{}-{}.json",
                units::short_id(&self.mx_id),
                self.made_millis
            ),
            bytes: ByteBuf::from(json),
        }
    }

    /// What differs in `later`.
    pub fn difference(&self, later: &Self) -> Difference {
        let empty = Config::empty;
        let (before, after) = (self.document(), later.document());
        Difference {
            header: differing(&self.header, &later.header),
            table: differing(&self.table, &later.table),
            config: before
                .unwrap_or_else(empty)
                .difference(&after.unwrap_or_else(empty)),
        }
    }
}

/// Bytes that are not the same, or are there on one side only.
fn differing(one: &[u8], other: &[u8]) -> usize {
    let len = one.len().max(other.len());
    (0..len).filter(|at| one.get(*at) != other.get(*at)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{bootloader::BootloaderKind, ui::panel::tests::info};

    fn backup(config: Option<&str>, header: &[u8]) -> Backup {
        let mut info = info(BootloaderKind::Network);
        info.config = config.map(str::to_owned);
        let held = Held {
            header: header.to_vec(),
            ..Held::default()
        };
        Backup::new(&info, held, 5, "today".to_owned())
    }

    #[test]
    fn a_backup_survives_being_a_file() {
        let backup = backup(Some(r#"{"appMem": 0}"#), &[1, 2, 255]);
        let file = backup.file();
        assert!(file.name.starts_with("backup-"));
        let back: Backup = serde_json::from_slice(&file.bytes).unwrap();
        assert_eq!(back, backup);
    }

    #[test]
    fn two_backups_are_compared() {
        let before = backup(
            Some(r#"{"appMem": 0, "usb": {"timeoutMs": 1}}"#),
            &[1, 2, 3],
        );
        let after = backup(Some(r#"{"appMem": 1, "usb": {"timeoutMs": 1}}"#), &[1, 9]);
        let difference = before.difference(&after);
        assert_eq!((difference.header, difference.table), (2, 0));
        assert_eq!(difference.config.len(), 1);
        assert_eq!(difference.config[0].path, "appMem");
        assert!(!difference.is_none());
        assert!(before.difference(&before).is_none());
        let none = backup(None, &[1, 2, 3]);
        assert_eq!(none.difference(&before).config.len(), 2);
    }
}
