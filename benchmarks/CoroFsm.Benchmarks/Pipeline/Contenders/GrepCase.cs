using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Pipeline.Contenders;

/// <summary>Lines through a grep into a sink that only counts them.</summary>
internal sealed class GrepCase : Case
{
    private readonly CountSink matches = new();
    private readonly IObserver<string> grep;

    internal GrepCase(string name, string? baseline, Func<IObserver<string>, IObserver<string>> build)
        : base(name, baseline) =>
        grep = build(matches);

    internal override long Run(int operations)
    {
        for (var i = 0; i < operations; i++)
            grep.OnNext(Grep.Lines[i & (Grep.Lines.Length - 1)]);
        return matches.Count;
    }

    private sealed class CountSink : IObserver<string>
    {
        internal long Count { get; private set; }

        public void OnNext(string value) => Count++;

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
