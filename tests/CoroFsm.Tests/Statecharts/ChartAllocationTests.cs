namespace CoroFsm.Tests.Statecharts;

/// <summary>Firing allocates nothing, and an instance is small.</summary>
public sealed class ChartAllocationTests
{
    private static readonly TriggerWithParameter<char, (int, string)> Parameter = new('p');

    private static readonly Statechart<char, char> Chart = Statechart.Build<char, char>(chart =>
    {
        chart.Configure('P').OnEntry(() => { }).OnExit(() => { }).InitialTransition('A');
        chart.Configure('A').SubstateOf('P').OnEntry(() => { }).OnExit(_ => { })
            .Permit('x', 'B')
            .PermitIf('g', 'B', () => true)
            .PermitIf('g', 'P', () => false)
            .PermitDynamic('d', () => 'B')
            .Ignore('i')
            .InternalTransition('n', () => { })
            .PermitReentry('r').Permit(Parameter, 'B').If(p => p.Item1 == 1).InternalTransition('f', t => t.Machine.Fire('n'));
        chart.Configure('B').OnEntry((string _) => { }).OnEntryFrom(Parameter, (string _, (int, string) _) => { }).Permit('b', 'P');
    });

    [Theory]
    [InlineData("xb")]
    [InlineData("gb")]
    [InlineData("db")]
    [InlineData("i")]
    [InlineData("n")]
    [InlineData("r")]
    [InlineData("pb")]
    [InlineData("f")]
    public void Fire_AnyKind_AllocatesNothing(string triggers)
    {
        var machine = Chart.Start('A', context: "");
        for (var i = 0; i < 200; i++)
            FireAll();

        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < 2_000; i++)
                FireAll();
        }));

        void FireAll()
        {
            foreach (var trigger in triggers)
            {
                if (trigger == 'p')
                    machine.Fire(Parameter, (1, ""));
                else
                    machine.Fire(trigger);
            }
        }
    }

    [Fact]
    public void Start_Instance_AllocatesAtMost120Bytes()
    {
        var kept = new object[1_000];
        kept[0] = Chart.Start('A');
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < kept.Length; i++)
            kept[i] = Chart.Start('A');
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / kept.Length;
        GC.KeepAlive(kept);
        Assert.InRange(bytes, 1, 120);
    }
}
