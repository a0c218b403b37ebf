//! A TCP proxy that can be interrupted, as if the server had crashed.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A proxy to a server. It stops when the process ends.
pub struct Proxy {
    address: SocketAddr,
    is_up: watch::Sender<bool>,
}

impl Proxy {
    /// A proxy to the server at `address`.
    pub async fn to(address: String) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let proxy = Self { address: listener.local_addr().unwrap(), is_up: watch::Sender::new(true) };
        let is_up = proxy.is_up.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // Dropping the connection closes it.
                if *is_up.borrow() {
                    tokio::spawn(forward(client, address.clone(), is_up.subscribe()));
                }
            }
        });
        proxy
    }

    /// The address that clients connect to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes all connections, and closes new ones immediately.
    pub fn interrupt(&self) {
        self.is_up.send_replace(false);
    }

    /// Accepts connections again.
    pub fn resume(&self) {
        self.is_up.send_replace(true);
    }
}

async fn forward(mut client: TcpStream, address: String, mut is_up: watch::Receiver<bool>) {
    let Ok(mut server) = TcpStream::connect(address).await else { return };
    tokio::select! {
        _ = copy_bidirectional(&mut client, &mut server) => {}
        _ = is_up.wait_for(|is_up| !is_up) => {}
    }
}
