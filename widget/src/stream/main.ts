// The way for networks that let no WebSocket through: a file of its own that the app fetches where it has
// none. It shares nothing with the app but channel.ts, since it may be of another build.
export { openStream } from "../../../proto/client/stream_channel";
