namespace Connection.Tests;

/// <summary>The order of the measurements is balanced.</summary>
public sealed class TurnsTests
{
    [Fact]
    public void Next_ManyRounds_BalancesSuccessors()
    {
        const int Forms = 6;
        const int Rounds = 1000;
        var turns = new Turns<int>(Enumerable.Range(0, Forms));
        var follows = new int[Forms, Forms];
        for (var round = 0; round < Rounds; round++)
        {
            var order = turns.Next();
            Assert.Equal(Enumerable.Range(0, Forms), order.ToArray().Order());
            for (var i = 1; i < Forms; i++)
                follows[order[i], order[i - 1]]++;
        }

        // In each round there are 5 of 30 pairs.
        for (var own = 0; own < Forms; own++)
        {
            for (var other = 0; other < Forms; other++)
                Assert.InRange(follows[own, other], own == other ? 0 : Rounds / 6 - 60, own == other ? 0 : Rounds / 6 + 60);
        }
    }

    [Fact]
    public void Next_SecondRun_GivesTheSameOrder()
    {
        var (one, other) = (new Turns<int>([1, 2, 3, 4]), new Turns<int>([1, 2, 3, 4]));
        for (var round = 0; round < 10; round++)
            Assert.Equal(one.Next().ToArray(), other.Next().ToArray());
    }
}
