//! The engines that the page is tested in: what tests in each of them need, found or installed.

use std::{path::PathBuf, process::Command};

use anyhow::Result;

use crate::{chromium::Chromium, display::Display, firefox::Firefox, webkit};

/// An engine of browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// Chromium (or Chrome), by chromedriver.
    Chromium,
    /// Firefox, by geckodriver.
    Firefox,
    /// WebKitGTK, by WebKitWebDriver, on a display of its own.
    #[value(name = "webkit")]
    WebKit,
}

/// An engine that is there.
pub struct Ready {
    engine: Engine,
    /// The environment variables by which the tests find its programs.
    programs: Vec<(&'static str, PathBuf)>,
    display: Option<Display>,
}

impl Engine {
    /// Its name, as on the command line and in the environment of the tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// Why it takes somebody's doing to have it on this system, if it is neither there nor can be installed by one command.
    ///
    /// # Errors
    /// When an environment variable names a program that is not there.
    pub fn out_of_reach(self) -> Result<Option<&'static str>> {
        match self {
            Self::Chromium => Ok(None),
            Self::Firefox => Firefox::out_of_reach(),
            Self::WebKit => webkit::out_of_reach(),
        }
    }

    /// Looks for browser and driver where they usually are, and installs them where that takes one command.
    ///
    /// # Errors
    /// When something is missing and can't be installed: the message says what to install.
    pub fn ensure(self) -> Result<Ready> {
        let (programs, display) = match self {
            Self::Chromium => {
                let Chromium { browser, driver } = Chromium::ensure()?;
                (vec![("CHROME", browser), ("CHROMEDRIVER", driver)], None)
            }
            Self::Firefox => {
                let Firefox { browser, driver } = Firefox::ensure()?;
                (vec![("FIREFOX", browser), ("GECKODRIVER", driver)], None)
            }
            Self::WebKit => {
                let driver = webkit::driver()?;
                (vec![("WEBKIT_WEBDRIVER", driver)], Some(Display::start()?))
            }
        };
        Ok(Ready {
            engine: self,
            programs,
            display,
        })
    }
}

impl Ready {
    /// Has a command that runs browser tests drive this engine. It must end before this value does.
    pub fn drive(&self, command: &mut Command) {
        command.env("TABCHAIN_ENGINE", self.engine.name());
        for (variable, program) in &self.programs {
            command.env(variable, program);
        }
        if let Some(display) = &self.display {
            command.env("DISPLAY", display.name());
            // On a desktop with Wayland, its windows would come up there.
            command.env("GDK_BACKEND", "x11");
        }
    }
}
