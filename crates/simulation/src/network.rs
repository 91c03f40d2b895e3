//! The network between the agent's computer and the sandbox: it takes its time, and goes wrong as often as the day is
//! rough. A request that has left goes its way, whatever becomes of who made it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use background::{Socket, Unreachable};
use http::{Request, Response, StatusCode, header};
use tokio::sync::{
    Notify,
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    oneshot,
};

use crate::{
    computer::{Moment, Process},
    ledger::{Deed, enclosed},
    tally::{Fault, Situation},
    world::World,
};

type Answer = Result<Response<Vec<u8>>, Unreachable>;

/// The notification sockets that are open.
#[derive(Default)]
pub(crate) struct Network {
    cables: RefCell<Vec<Rc<Cable>>>,
}

/// What carries one socket.
#[derive(Default)]
struct Cable {
    /// Nothing gets through any more, and neither side notices.
    half_open: Cell<bool>,
    cut: Notify,
}

/// The computer's end of a socket.
pub(crate) struct Wire {
    frames: UnboundedReceiver<String>,
    sent: UnboundedSender<String>,
}

impl Network {
    /// Every socket breaks; both sides notice.
    pub(crate) fn cut(&self) {
        for cable in self.cables.borrow_mut().drain(..) {
            cable.cut.notify_one();
        }
    }

    /// Every socket falls silent; neither side notices.
    pub(crate) fn silence(&self) {
        for cable in self.cables.borrow_mut().drain(..) {
            cable.half_open.set(true);
        }
    }
}

/// Makes a request over the network.
pub(crate) async fn fetch(world: &Rc<World>, process: &Rc<Process>, request: Request<Vec<u8>>) -> Answer {
    if world.computer.is_offline() {
        world.pass(1).await;
        return Err(Unreachable);
    }
    let (reply, arrives) = oneshot::channel();
    tokio::task::spawn_local(travel(world.clone(), process.clone(), request, reply));
    arrives.await.unwrap_or(Err(Unreachable))
}

/// The way to the sandbox, what it does there, and the way back.
async fn travel(world: Rc<World>, process: Rc<Process>, request: Request<Vec<u8>>, mut reply: oneshot::Sender<Answer>) {
    let deed = Deed::of(&request);
    let files = if let Some(Deed::Send(_)) = deed { enclosed(&request) } else { Vec::new() };
    let line = format!("{} {}", request.method(), request.uri().path());
    // What changes something is where it hurts.
    let often = if deed.is_some() { 4 * world.roughness() } else { world.roughness() };
    let fault = world.chance(often.min(500)).then(|| strike(&world, deed.as_ref()));
    if let Some(fault) = fault {
        world.note(|| format!("{line}: {fault:?}"));
        world.tally.borrow_mut().strike(fault);
    }
    world.pass(latency(&world, fault == Some(Fault::Slow))).await;
    match fault {
        Some(Fault::RequestLost) => return drop(reply.send(Err(Unreachable))),
        Some(Fault::Hung) => return reply.closed().await,
        Some(Fault::RateLimited) => return drop(reply.send(Ok(rate_limited(&world)))),
        Some(Fault::Broken) => return drop(reply.send(Ok(broken(&world)))),
        Some(Fault::Unauthorized) => return drop(reply.send(Ok(error(StatusCode::UNAUTHORIZED, "bad.credentials")))),
        _ => {}
    }
    let Ok(response) = world.sandbox.request(request).await else {
        return world.violate(format!("{line} was answered with half a reply"));
    };
    world.tally.borrow_mut().requests += 1;
    world.note(|| format!("{line} -> {}", response.status().as_u16()));
    if let Some(deed) = deed.filter(|_| response.status().is_success()) {
        if process.burns(Moment::AfterEffect) {
            world.stop(&process, Moment::AfterEffect);
        }
        if reply.is_closed() {
            world.reach(Situation::EffectWithoutReply);
        }
        world.ledger.borrow_mut().took_effect(&deed);
        if let Deed::Send(text) = &deed
            && !files.is_empty()
        {
            world.reach(Situation::WithFile);
            let once = world.ledger.borrow_mut().took_along(text, files);
            world.check(once, || format!("a file went with {text:?} and with another message"));
        }
    }
    match fault {
        Some(Fault::ReplyLost) => return drop(reply.send(Err(Unreachable))),
        Some(Fault::HungAfterEffect) => return reply.closed().await,
        Some(Fault::BrokenAfterEffect) => return drop(reply.send(Ok(broken(&world)))),
        Some(Fault::Malformed) => {
            let cut = response.map(|body| body[..body.len() / 2].to_vec());
            return drop(reply.send(Ok(cut)));
        }
        _ => {}
    }
    world.pass(latency(&world, false)).await;
    // Who asked may be gone.
    let _ = reply.send(Ok(response));
}

/// What goes wrong. What changes something is worth the harder faults.
fn strike(world: &World, deed: Option<&Deed>) -> Fault {
    let faults = [
        Fault::Slow,
        Fault::RateLimited,
        Fault::Broken,
        Fault::RequestLost,
        Fault::Malformed,
        Fault::Hung,
        Fault::Unauthorized,
        Fault::ReplyLost,
        Fault::HungAfterEffect,
        Fault::BrokenAfterEffect,
    ];
    let from = if deed.is_some() { &faults[..] } else { &faults[..7] };
    world.pick(from).copied().unwrap_or(Fault::Slow)
}

fn latency(world: &World, slow: bool) -> u32 {
    match world.dice(0..20) {
        _ if slow => world.dice(10_000..40_000),
        0 => world.dice(500..3_000),
        _ => world.dice(5..150),
    }
}

fn rate_limited(world: &World) -> Response<Vec<u8>> {
    let mut response = error(StatusCode::TOO_MANY_REQUESTS, "too.many.requests");
    if world.chance(700) {
        response.headers_mut().insert(header::RETRY_AFTER, world.dice(1..20).into());
    }
    response
}

/// Something on the way answers.
fn broken(world: &World) -> Response<Vec<u8>> {
    match world.dice(0..3) {
        0 => error(StatusCode::INTERNAL_SERVER_ERROR, "internal.server.error"),
        1 => error(StatusCode::SERVICE_UNAVAILABLE, "service.unavailable"),
        _ => {
            let mut response = Response::new(b"<html><h1>Bad gateway</h1></html>".to_vec());
            *response.status_mut() = StatusCode::BAD_GATEWAY;
            response
        }
    }
}

fn error(status: StatusCode, code: &str) -> Response<Vec<u8>> {
    let body = format!(r#"{{"status":{},"code":"{code}","message":"Simulated."}}"#, status.as_u16());
    let mut response = Response::new(body.into_bytes());
    *response.status_mut() = status;
    response
}

/// Opens a socket over the network.
pub(crate) async fn connect(world: &Rc<World>, uri: &str) -> Result<Wire, Unreachable> {
    world.pass(latency(world, false)).await;
    if world.computer.is_offline() || world.chance(world.roughness()) {
        return Err(Unreachable);
    }
    let socket = world.sandbox.connect(uri).ok_or(Unreachable)?;
    let (tell, frames) = unbounded_channel();
    let (sent, said) = unbounded_channel();
    let cable = Rc::new(Cable::default());
    world.network.cables.borrow_mut().push(cable.clone());
    tokio::task::spawn_local(carry(world.clone(), socket, cable, said, tell));
    Ok(Wire { frames, sent })
}

/// Carries what either side says to the other.
async fn carry(
    world: Rc<World>,
    mut socket: sandbox::Socket,
    cable: Rc<Cable>,
    mut said: UnboundedReceiver<String>,
    tell: UnboundedSender<String>,
) {
    loop {
        tokio::select! {
            biased;
            () = cable.cut.notified() => return,
            text = said.recv() => match text {
                Some(text) if !cable.half_open.get() && !world.computer.is_offline() => socket.send(&text),
                Some(_) => {}
                None => return,
            },
            frame = socket.next() => match frame {
                None if cable.half_open.get() => {
                    while said.recv().await.is_some() {}
                    return;
                }
                None => return,
                Some(_) if cable.half_open.get() || world.computer.is_offline() => {}
                Some(frame) => pass_on(&world, &tell, frame).await,
            },
        }
    }
}

/// Passes a frame on: once and in order, unless the day is rough. Who is told may be gone.
async fn pass_on(world: &Rc<World>, tell: &UnboundedSender<String>, frame: String) {
    world.pass(world.dice(1..30)).await;
    let fault = world.chance(2 * world.roughness()).then(|| world.dice(0..4));
    match fault {
        None => drop(tell.send(frame)),
        Some(0) => {
            world.tally.borrow_mut().strike(Fault::FrameDoubled);
            drop(tell.send(frame.clone()));
            drop(tell.send(frame));
        }
        Some(1) => {
            world.tally.borrow_mut().strike(Fault::FrameLate);
            let (world, tell) = (world.clone(), tell.clone());
            tokio::task::spawn_local(async move {
                world.pass(world.dice(50..60_000)).await;
                drop(tell.send(frame));
            });
        }
        Some(2) => world.tally.borrow_mut().strike(Fault::FrameWithheld),
        Some(_) => {
            world.tally.borrow_mut().strike(Fault::FrameUnreadable);
            let odd = [
                "",
                "{",
                "null",
                r#"{"topicName":"v2.users.x.conversations.messages","eventBody":7}"#,
                r#"{"topicName":"v2.something.new","version":"3","eventBody":{"id":"x"}}"#,
                r#"{"topicName":"channel.metadata","eventBody":{"message":"Something new"}}"#,
            ];
            drop(tell.send(world.pick(&odd).copied().unwrap_or_default().to_owned()));
            drop(tell.send(frame));
        }
    }
}

impl Socket for Wire {
    async fn next(&mut self) -> Option<String> {
        self.frames.recv().await
    }

    async fn send(&mut self, text: &str) {
        // Where it fails the socket is closed, which `next` tells.
        let _ = self.sent.send(text.to_owned());
    }
}
