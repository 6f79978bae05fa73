//! The end of a connection whose client may still be sending.

use std::io::ErrorKind;
use std::time::Duration;

use tokio::io::Interest;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a client may say nothing after the server's last word.
pub const LINGER: Duration = Duration::from_secs(2);

/// Closing a socket to which the client still sends resets the connection and takes away what the client has not read yet. So
/// what it sends is taken in, until it has closed, says nothing, or has had the time `most`.
pub async fn linger(socket: &TcpStream, most: Duration) {
    let _ = rustix::net::shutdown(socket, rustix::net::Shutdown::Write);
    let mut sink = vec![0; 64 << 10];
    let drain = async {
        while let Ok(Ok(_)) = timeout(LINGER, socket.ready(Interest::READABLE)).await {
            match socket.try_read(&mut sink) {
                Ok(0) => return,
                Err(error) if error.kind() != ErrorKind::WouldBlock => return,
                _ => {}
            }
        }
    };
    // Past the time the client has had its chance.
    let _ = timeout(most, drain).await;
}
