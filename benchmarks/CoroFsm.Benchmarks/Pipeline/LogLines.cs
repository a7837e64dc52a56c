using System.Text;

namespace CoroFsm.Benchmarks.Pipeline;

/// <summary>Provides lines like those of logs: 40 to 120 bytes of ASCII.</summary>
internal static class LogLines
{
    /// <summary>The number of bytes in a chunk.</summary>
    internal const int ChunkSize = 64 << 10;

    private static byte[] all = [];
    private static int lines;

    /// <summary>Gets the given number of lines, each with its LF. Created once.</summary>
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
