using CoroFsm.Parsers.Lines;

namespace CoroFsm.Parsers.Tests.Lines;

/// <summary>Records the output of a splitter.</summary>
internal sealed class LineLog : IObserver<TextLine>
{
    internal List<(long Number, long Offset, byte[] Bytes, bool IsTruncated)> Lines { get; } = [];

    internal IEnumerable<string> Texts => Lines.Select(line => System.Text.Encoding.UTF8.GetString(line.Bytes));

    internal Exception? Error { get; private set; }

    internal bool IsCompleted { get; private set; }

    public void OnNext(TextLine value)
    {
        Assert.False(IsCompleted || Error is not null);
        Lines.Add((value.Number, value.ByteOffset, value.Utf8.ToArray(), value.IsTruncated));
    }

    public void OnCompleted()
    {
        Assert.False(IsCompleted || Error is not null);
        IsCompleted = true;
    }

    public void OnError(Exception error)
    {
        Assert.False(IsCompleted || Error is not null);
        Error = error;
    }
}
