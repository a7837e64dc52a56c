using Orders;

return await CommandLine.RunAsync(args, Console.Out, Console.Error);
