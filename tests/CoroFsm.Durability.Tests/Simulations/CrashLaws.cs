using FsCheck.Xunit;

namespace CoroFsm.Durability.Tests.Simulations;

/// <summary>A crash changes nothing that can be seen of a program.</summary>
public sealed class CrashLaws
{
    private const int CrashPoints = 20;

    [Property(MaxTest = 500)]
    public void Program_CrashAtAnyPoint_ShowsTheSameAsWithoutCrash(int program, uint order)
    {
        var ops = RandomPrograms.Create(unchecked((program * 397) + (int)order));
        var (expected, steps) = RandomPrograms.Run(ops, order);

        for (var point = 0; point < CrashPoints; point++)
            Assert.Equal(expected, RandomPrograms.Run(ops, order, (int)((long)point * steps / CrashPoints)).Seen);
    }
}
