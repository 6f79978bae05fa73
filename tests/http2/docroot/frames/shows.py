"""What handlers see of the frames that come."""
import json

seen = []


def shown(frame):
    return {
        "type": type(frame).__name__,
        "stream": frame.stream_id == 1,
        "ended": type(frame.stream_ended).__name__,
        "data": getattr(frame, "data", b"").decode(),
        "length": getattr(frame, "flow_controlled_length", None),
    }


def handle_headers(frame, request, response):
    headers = [(name.decode(), value.decode()) for name, value in frame.headers]
    seen.append({**shown(frame), "headers": [pair for pair in headers if pair[0] != ":authority"]})
    seen.append(request.h2_stream_id == frame.stream_id)
    seen.append(len(request.frames))


def handle_data(frame, request, response):
    seen.append({**shown(frame), "before": len(request.frames)})


def main(request, response):
    response.headers.set("Content-Type", "application/json")
    frames = [type(frame).__name__ for frame in request.frames]
    return json.dumps({"seen": seen, "frames": frames, "body": request.body.decode()})
