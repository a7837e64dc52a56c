namespace CoroFsm.Testing;

/// <summary>Chooses at random, as a seed decides.</summary>
internal sealed class SeededChooser(ulong seed) : TurnChooser
{
    // Not the random numbers of the test: it may draw more of them without changing the order.
    private readonly SimulatedRandom random = new(~seed);

    private protected override int ChooseFrom(int count) => random.Next(count);
}
