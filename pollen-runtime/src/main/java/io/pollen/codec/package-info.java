/// Frames on streams of bytes, and on datagrams.
///
/// 1. A [io.pollen.codec.Decoder] takes frames from the beginning of what has been read, an
///    [io.pollen.codec.Encoder] appends their bytes to what is to be written. Neither waits.
/// 2. [io.pollen.codec.FramedRead] and [io.pollen.codec.FramedWrite] put them on streams,
///    [io.pollen.codec.Framed] on both directions of one, [io.pollen.codec.FramedDatagrams] on
///    datagrams.
/// 3. Ready ones: [io.pollen.codec.LinesCodec], [io.pollen.codec.DelimiterCodec],
///    [io.pollen.codec.LengthDelimitedCodec], and [io.pollen.codec.BytesCodec] and
///    [io.pollen.codec.TextCodec] for what has no frames. Those that give out bytes do so without a
///    copy as [io.pollen.codec.LengthDelimitedCodec.Slices] and
///    [io.pollen.codec.BytesCodec.Slices].
///
/// Invariants, with the test that guards each: however the bytes are split, the frames are the same
/// (`CodecProperties`); a dropped `next` loses nothing, and after a failure there is nothing more
/// (`FramedTest`); a datagram is a stream of its own, and its failure that of one `next`
/// (`FramedDatagramsIT`).
@NullMarked
package io.pollen.codec;

import org.jspecify.annotations.NullMarked;
