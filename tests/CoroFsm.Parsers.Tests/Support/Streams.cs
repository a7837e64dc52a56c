namespace CoroFsm.Parsers.Tests.Support;

internal static class Streams
{
    internal static Stream Of(byte[] document, int[] chunks) =>
        chunks.Length == 0 ? new MemoryStream(document) : new ChunkedStream(document, chunks);
}
