namespace Orders;

/// <summary>Provides the options of a load.</summary>
/// <param name="Orders">The number of orders.</param>
/// <param name="Clients">The number of orders that are in progress at the same time.</param>
/// <param name="Hold">The return period and the idle timeout.</param>
/// <param name="Seed">The seed of the customers and of the payment service.</param>
internal sealed record LoadOptions(int Orders, int Clients, TimeSpan Hold, int Seed);
