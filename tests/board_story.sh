# For stories about notices on a village's board: areas.csv of a made-up county with 甲村 and 乙村, and
# board.png and last.png, photographs of the board on two days. Sourced after story.sh.
printf '区划代码,名称,级别,上级\n980000000000,演示省,省级,\n' > areas.csv
printf '980100000000,演示市,地级,980000000000\n' >> areas.csv
printf '980121000000,演示县,县级,980100000000\n980121100000,青山镇,乡级,980121000000\n' >> areas.csv
printf '980121100200,甲村,村级,980121100000\n980121100201,乙村,村级,980121100000\n' >> areas.csv
cp "$JZ_ROOT/tools/demo_board.png" board.png
cp "$JZ_ROOT/tools/demo_board_last.png" last.png
