using System.Text;

namespace CoroFsm.Benchmarks.Pipeline;

/// <summary>Lines as they stand in logs: 40 to 120 bytes of ASCII.</summary>
internal static class LogLines
{
    /// <summary>How many bytes are read at a time.</summary>
    internal const int ChunkSize = 64 << 10;

    private static byte[] all = [];
    private static int lines;

    /// <summary>Gets so many lines, each with its LF. Made once.</summary>
    internal static byte[] Make(int count)
    {
        if (lines == count)
            return all;

        var random = new Random(Seed: 1);
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var length = random.Next(40, 121);
            for (var at = 0; at < length; at++)
                text.Append((char)random.Next(' ', '~'));
            text.Append('\n');
        }

        lines = count;
        return all = Encoding.ASCII.GetBytes(text.ToString());
    }
}
