"""A typed question and then a spoken one, with Python's `websockets`; the answers' words are printed, the sound of the second is in reply.wav.
  apt-get install python3-websockets     (Debian; elsewhere: pip install websockets)
  npm start
  python3 examples/python-websockets.py [FILE.wav]     (PCM16, mono)
Another server: SIDETONE_URL=wss://HOST/v1/realtime, and its key SIDETONE_KEY."""
import asyncio
import base64
import json
import os
import sys
import wave

import websockets

if {"--help", "-h"} & set(sys.argv[1:]):
    sys.exit(print(__doc__))

URL = os.environ.get("SIDETONE_URL", "ws://localhost:4747/v1/realtime")
KEY = os.environ.get("SIDETONE_KEY", "none-needed")
RECORDING = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "question.wav")


async def send(socket, event_type, **fields):
    await socket.send(json.dumps({"type": event_type, **fields}))


async def events(socket):
    """The server's events, one by one; a mistake of ours ends the program."""
    async for message in socket:
        event = json.loads(message)
        if event["type"] == "error":
            sys.exit(event["error"]["message"])
        yield event


async def typed_turn(socket, text):
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
    await send(socket, "conversation.item.create", item=item)
    await send(socket, "response.create", response={"output_modalities": ["text"]})
    async for event in events(socket):
        if event["type"] == "response.output_text.done":
            print(event["text"])
        elif event["type"] == "response.done":
            return


async def microphone(socket, speech, rate):
    """Ten packets a second, and silence behind the speech, so that the server notices the end."""
    size = rate // 10 * 2
    at = 0
    while True:
        packet = speech[at : at + size].ljust(size, b"\0")
        at += size
        await send(socket, "input_audio_buffer.append", audio=base64.b64encode(packet).decode())
        await asyncio.sleep(0.1)


async def spoken_turn(socket, file):
    with wave.open(file) as recording:  # 16-bit PCM, mono; OpenAI takes 24 kHz only, Sidetone 16 and 8 kHz as well
        rate, speech = recording.getframerate(), recording.readframes(recording.getnframes())
    audio_input = {"format": {"type": "audio/pcm", "rate": rate}, "transcription": {"model": "whisper-1"}}
    await send(socket, "session.update", session={"type": "realtime", "audio": {"input": audio_input}})
    speaking = asyncio.create_task(microphone(socket, speech, rate))
    reply = bytearray()
    async for event in events(socket):
        if event["type"] == "conversation.item.input_audio_transcription.completed":
            print("heard:", event["transcript"].strip())
        elif event["type"] == "response.output_audio.delta":
            reply += base64.b64decode(event["delta"])
        elif event["type"] == "response.output_audio_transcript.done":
            print(event["transcript"])
        elif event["type"] == "response.done":
            break
    speaking.cancel()
    with wave.open("reply.wav", "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(24_000)
        out.writeframes(bytes(reply))


async def main():
    # The key goes as a subprotocol, as from browsers: the name for more headers differs between versions of `websockets`.
    protocols = ["realtime", f"openai-insecure-api-key.{KEY}"]
    async with websockets.connect(URL, subprotocols=protocols, max_size=None) as socket:
        await typed_turn(socket, "What is two plus two?")
        await spoken_turn(socket, RECORDING)


asyncio.run(main())
